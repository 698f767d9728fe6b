/** The structs of argo-rollouts pkg/apis/rollouts/v1alpha1/types.go, in the notation of structs.ts. */
export const ROLLOUT_STRUCTS = `
Rollout kind? apiVersion? metadata?:@ObjectMeta spec:@RolloutSpec status?:@RolloutStatus
RolloutSpec replicas?:*n selector:*@LabelSelector template:@PodTemplateSpec workloadRef?:*@ObjectRef
  minReadySeconds?:n rollbackWindow?:*@RollbackWindowSpec strategy:@RolloutStrategy revisionHistoryLimit?:*n paused?:b
  progressDeadlineSeconds?:*n progressDeadlineAbort?:b restartAt?:*t analysis?:*@AnalysisRunStrategy
ObjectRef apiVersion? kind? name? scaleDown?
RollbackWindowSpec revisions?:n
RolloutStrategy blueGreen?:*@BlueGreenStrategy canary?:*@CanaryStrategy
BlueGreenStrategy activeService previewService? previewReplicaCount?:*n autoPromotionEnabled?:*b
  autoPromotionSeconds?:n maxUnavailable?:*i scaleDownDelaySeconds?:*n scaleDownDelayRevisionLimit?:*n
  prePromotionAnalysis?:*@RolloutAnalysis antiAffinity?:*@AntiAffinity postPromotionAnalysis?:*@RolloutAnalysis
  previewMetadata?:*@PodTemplateMetadata activeMetadata?:*@PodTemplateMetadata abortScaleDownDelaySeconds?:*n
RolloutAnalysis templates?:[@AnalysisTemplateRef args?:[@AnalysisRunArgument dryRun?:[@DryRun
  measurementRetention?:[@MeasurementRetention analysisRunMetadata?:*@AnalysisRunMetadata
AnalysisTemplateRef templateName clusterScope?:*b
AnalysisRunArgument name value? valueFrom?:*@ArgumentValueFrom
ArgumentValueFrom podTemplateHashValue?:*s fieldRef?:*@FieldRef
AnalysisRunMetadata labels?:{s annotations?:{s
AntiAffinity preferredDuringSchedulingIgnoredDuringExecution?:*@PreferredDuringSchedulingIgnoredDuringExecution
  requiredDuringSchedulingIgnoredDuringExecution?:*@RequiredDuringSchedulingIgnoredDuringExecution
PreferredDuringSchedulingIgnoredDuringExecution weight:n
RequiredDuringSchedulingIgnoredDuringExecution
PodTemplateMetadata labels?:{s annotations?:{s
CanaryStrategy canaryService? stableService? steps?:[@CanaryStep trafficRouting?:*@RolloutTrafficRouting
  maxUnavailable?:*i maxSurge?:*i analysis?:*@RolloutAnalysisBackground antiAffinity?:*@AntiAffinity
  canaryMetadata?:*@PodTemplateMetadata stableMetadata?:*@PodTemplateMetadata scaleDownDelaySeconds?:*n
  scaleDownDelayRevisionLimit?:*n abortScaleDownDelaySeconds?:*n dynamicStableScale?:b pingPong?:*@PingPongSpec
  minPodsPerReplicaSet?:*n replicaProgressThreshold?:*@ReplicaProgressThreshold
CanaryStep setWeight?:*n pause?:*@RolloutPause experiment?:*@RolloutExperimentStep analysis?:*@RolloutAnalysis
  setCanaryScale?:*@SetCanaryScale setHeaderRoute?:*@SetHeaderRoute setMirrorRoute?:*@SetMirrorRoute
  plugin?:*@PluginStep
RolloutPause duration?:*i
RolloutExperimentStep templates:[@RolloutExperimentTemplate duration?
  analyses?:[@RolloutExperimentStepAnalysisTemplateRef dryRun?:[@DryRun analysisRunMetadata?:@AnalysisRunMetadata
  scaleDownDelaySeconds?:*n
RolloutExperimentTemplate name specRef replicas?:*n metadata?:@PodTemplateMetadata selector?:*@LabelSelector
  weight?:*n service?:*@TemplateService
TemplateService name?
RolloutExperimentStepAnalysisTemplateRef name templateName clusterScope?:*b args?:[@AnalysisRunArgument
  requiredForCompletion?:b
SetCanaryScale weight?:*n replicas?:*n matchTrafficWeight?:b
SetHeaderRoute name? match?:[@HeaderRoutingMatch
HeaderRoutingMatch headerName headerValue:*@StringMatch
StringMatch exact? prefix? regex?
SetMirrorRoute name match?:[@RouteMatch percentage?:*n
RouteMatch method?:*@StringMatch path?:*@StringMatch headers?:{@StringMatch
PluginStep name config?:r
RolloutTrafficRouting istio?:*@IstioTrafficRouting nginx?:*@NginxTrafficRouting alb?:*@ALBTrafficRouting
  smi?:*@SMITrafficRouting ambassador?:*@AmbassadorTrafficRouting appMesh?:*@AppMeshTrafficRouting
  traefik?:*@TraefikTrafficRouting managedRoutes?:[@MangedRoutes apisix?:*@ApisixTrafficRouting plugins?:{r
  maxTrafficWeight?:*n
IstioTrafficRouting virtualService?:*@IstioVirtualService destinationRule?:*@IstioDestinationRule
  virtualServices?:[@IstioVirtualService
IstioVirtualService name routes?:[s tlsRoutes?:[@TLSRoute tcpRoutes?:[@TCPRoute
TLSRoute port?:n sniHosts?:[s
TCPRoute port?:n
IstioDestinationRule name canarySubsetName stableSubsetName additionalSubsetNames?:[s
NginxTrafficRouting annotationPrefix? stableIngress? additionalIngressAnnotations?:{s stableIngresses?:[s
  canaryIngressAnnotations?:{s
ALBTrafficRouting ingress? servicePort:n rootService? annotationPrefix? stickinessConfig?:*@StickinessConfig
  ingresses?:[s
StickinessConfig enabled:b durationSeconds:n
SMITrafficRouting rootService? trafficSplitName?
AmbassadorTrafficRouting mappings:[s
AppMeshTrafficRouting virtualService?:*@AppMeshVirtualService virtualNodeGroup?:*@AppMeshVirtualNodeGroup
AppMeshVirtualService name routes?:[s
AppMeshVirtualNodeGroup canaryVirtualNodeRef:*@AppMeshVirtualNodeReference
  stableVirtualNodeRef:*@AppMeshVirtualNodeReference
AppMeshVirtualNodeReference name
TraefikTrafficRouting weightedTraefikServiceName
MangedRoutes name
ApisixTrafficRouting route?:*@ApisixRoute
ApisixRoute name rules?:[s
RolloutAnalysisBackground templates?:[@AnalysisTemplateRef args?:[@AnalysisRunArgument dryRun?:[@DryRun
  measurementRetention?:[@MeasurementRetention analysisRunMetadata?:*@AnalysisRunMetadata startingStep?:*n
PingPongSpec pingService pongService
ReplicaProgressThreshold type value:n
AnalysisRunStrategy successfulRunHistoryLimit?:*n unsuccessfulRunHistoryLimit?:*n
RolloutStatus abort?:b pauseConditions?:[@PauseCondition controllerPause?:b abortedAt?:*t currentPodHash?
  currentStepHash? replicas?:n updatedReplicas?:n readyReplicas?:n availableReplicas?:n currentStepIndex?:*n
  collisionCount?:*n observedGeneration? conditions?:[@RolloutCondition canary?:@CanaryStatus
  blueGreen?:@BlueGreenStatus HPAReplicas?:n selector? stableRS? restartedAt?:*t promoteFull?:b phase? message?
  workloadObservedGeneration? alb?:*@ALBStatus albs?:[@ALBStatus duration?:*@RolloutDurationStatus
PauseCondition reason startTime:t
RolloutCondition type status lastUpdateTime:t lastTransitionTime:t reason message
CanaryStatus currentStepAnalysisRunStatus?:*@RolloutAnalysisRunStatus
  currentBackgroundAnalysisRunStatus?:*@RolloutAnalysisRunStatus currentExperiment? weights?:*@TrafficWeights
  stablePingPong? stepPluginStatuses?:[@StepPluginStatus
RolloutAnalysisRunStatus name status message?
TrafficWeights canary:@WeightDestination stable:@WeightDestination additional?:[@WeightDestination verified?:*b
WeightDestination weight:n serviceName? podTemplateHash?
StepPluginStatus index:n name operation phase? message? startedAt?:*t updatedAt?:*t finishedAt?:*t backoff?
  executions?:n disabled?:b status?:r
BlueGreenStatus previewSelector? activeSelector? scaleUpPreviewCheckPoint?:b
  prePromotionAnalysisRunStatus?:*@RolloutAnalysisRunStatus postPromotionAnalysisRunStatus?:*@RolloutAnalysisRunStatus
ALBStatus loadBalancer?:@AwsResourceRef canaryTargetGroup?:@AwsResourceRef stableTargetGroup?:@AwsResourceRef ingress?
AwsResourceRef name arn fullName
RolloutDurationStatus rolloutStartedAt?:*t manualPauseStartedAt?:*t totalManualPauseDurationSeconds?:*n finishedAt?:*t
  completionStatus?:*s
`;
