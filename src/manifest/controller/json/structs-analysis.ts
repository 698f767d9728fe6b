/** The structs of argo-rollouts pkg/apis/rollouts/v1alpha1/analysis_types.go, in the notation of structs.ts. */
export const ANALYSIS_STRUCTS = `
Metric name interval? initialDelay? count?:*i successCondition? failureCondition? failureLimit?:*i
  inconclusiveLimit?:*i consecutiveErrorLimit?:*i provider:@MetricProvider consecutiveSuccessLimit?:*i
MetricProvider prometheus?:*@PrometheusMetric kayenta?:*@KayentaMetric web?:*@WebMetric datadog?:*@DatadogMetric
  wavefront?:*@WavefrontMetric newRelic?:*@NewRelicMetric job?:*@JobMetric cloudWatch?:*@CloudWatchMetric
  graphite?:*@GraphiteMetric influxdb?:*@InfluxdbMetric skywalking?:*@SkyWalkingMetric plugin?:{r
PrometheusMetric address? query? authentication?:@Authentication timeout?:*n insecure?:b headers?:[@WebMetricHeader
  rangeQuery?:*@PrometheusRangeQueryArgs
Authentication sigv4?:@Sigv4Config oauth2?:@OAuth2Config basicAuth?:@BasicAuthConfig
Sigv4Config region? profile? roleArn?
OAuth2Config tokenUrl? clientId? clientSecret? scopes?:[s
BasicAuthConfig username? password?
WebMetricHeader key value
PrometheusRangeQueryArgs start? end? step?
KayentaMetric address application canaryConfigName metricsAccountName configurationAccountName storageAccountName
  threshold:@KayentaThreshold scopes:[@KayentaScope lookback?:b
KayentaThreshold pass:n marginal:n
KayentaScope name controlScope:@ScopeDetail experimentScope:@ScopeDetail
ScopeDetail scope region step:n start? end?
WebMetric method? url headers?:[@WebMetricHeader body? timeoutSeconds?:n jsonPath? insecure?:b jsonBody?:r
  authentication?:@Authentication
DatadogMetric interval? query? queries?:{s formula? apiVersion? aggregator? secretRef?:@SecretRef requestTimeout?
SecretRef name? namespaced?:b
WavefrontMetric address? query?
NewRelicMetric profile? query timeout?:*n
JobMetric metadata?:@ObjectMeta spec:@JobSpec
CloudWatchMetric interval? metricDataQueries:[@CloudWatchMetricDataQuery
CloudWatchMetricDataQuery id? expression?:*s label?:*s metricStat?:*@CloudWatchMetricStat period?:*i returnData?:*b
CloudWatchMetricStat metric?:@CloudWatchMetricStatMetric period?:i stat? unit?
CloudWatchMetricStatMetric dimensions?:[@CloudWatchMetricStatMetricDimension metricName? namespace?:*s
CloudWatchMetricStatMetricDimension name? value?
GraphiteMetric address? query?
InfluxdbMetric profile? query?
SkyWalkingMetric address? query? interval?
Argument name value?:*s valueFrom?:*@ValueFrom
ValueFrom secretKeyRef?:*@SecretKeyRef fieldRef?:*@FieldRef
SecretKeyRef name key
FieldRef fieldPath
DryRun metricName
MeasurementRetention metricName limit:n
`;
