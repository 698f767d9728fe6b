/** The structs of Kubernetes 1.34 that jobs and pod templates are made of, in the notation of structs.ts. */
export const POD_STRUCTS = `
ObjectMeta name? generateName? namespace? selfLink? uid? resourceVersion? generation?:n creationTimestamp?0:t
  deletionTimestamp?:*t deletionGracePeriodSeconds?:*n labels?:{s annotations?:{s ownerReferences?:[@OwnerReference
  finalizers?:[s managedFields?:[@ManagedFieldsEntry
OwnerReference apiVersion kind name uid controller?:*b blockOwnerDeletion?:*b
ManagedFieldsEntry manager? operation? apiVersion? time?:*t fieldsType? fieldsV1?:*r subresource?
JobSpec parallelism?:*n completions?:*n activeDeadlineSeconds?:*n podFailurePolicy?:*@PodFailurePolicy
  successPolicy?:*@SuccessPolicy backoffLimit?:*n backoffLimitPerIndex?:*n maxFailedIndexes?:*n
  selector?:*@LabelSelector manualSelector?:*b template:@PodTemplateSpec ttlSecondsAfterFinished?:*n
  completionMode?:*s suspend?:*b podReplacementPolicy?:*s managedBy?:*s
PodFailurePolicy rules:[@PodFailurePolicyRule
PodFailurePolicyRule action onExitCodes?:*@PodFailurePolicyOnExitCodesRequirement
  onPodConditions?:[@PodFailurePolicyOnPodConditionsPattern
PodFailurePolicyOnExitCodesRequirement containerName?:*s operator values:[n
PodFailurePolicyOnPodConditionsPattern type status
SuccessPolicy rules:[@SuccessPolicyRule
SuccessPolicyRule succeededIndexes?:*s succeededCount?:*n
LabelSelector matchLabels?:{s matchExpressions?:[@LabelSelectorRequirement
LabelSelectorRequirement key operator values?:[s
PodTemplateSpec metadata?:@ObjectMeta spec?:@PodSpec
PodSpec volumes?:[@Volume initContainers?:[@Container containers:[@Container ephemeralContainers?:[@EphemeralContainer
  restartPolicy? terminationGracePeriodSeconds?:*n activeDeadlineSeconds?:*n dnsPolicy? nodeSelector?:{s
  serviceAccountName? serviceAccount? automountServiceAccountToken?:*b nodeName? hostNetwork?:b hostPID?:b hostIPC?:b
  shareProcessNamespace?:*b securityContext?:*@PodSecurityContext imagePullSecrets?:[@LocalObjectReference hostname?
  subdomain? affinity?:*@Affinity schedulerName? tolerations?:[@Toleration hostAliases?:[@HostAlias priorityClassName?
  priority?:*n dnsConfig?:*@PodDNSConfig readinessGates?:[@PodReadinessGate runtimeClassName?:*s
  enableServiceLinks?:*b preemptionPolicy?:*s overhead?:{q topologySpreadConstraints?:[@TopologySpreadConstraint
  setHostnameAsFQDN?:*b os?:*@PodOS hostUsers?:*b schedulingGates?:[@PodSchedulingGate
  resourceClaims?:[@PodResourceClaim resources?:*@ResourceRequirements hostnameOverride?:*s
Volume name hostPath?:*@HostPathVolumeSource emptyDir?:*@EmptyDirVolumeSource
  gcePersistentDisk?:*@GCEPersistentDiskVolumeSource awsElasticBlockStore?:*@AWSElasticBlockStoreVolumeSource
  gitRepo?:*@GitRepoVolumeSource secret?:*@SecretVolumeSource nfs?:*@NFSVolumeSource iscsi?:*@ISCSIVolumeSource
  glusterfs?:*@GlusterfsVolumeSource persistentVolumeClaim?:*@PersistentVolumeClaimVolumeSource rbd?:*@RBDVolumeSource
  flexVolume?:*@FlexVolumeSource cinder?:*@CinderVolumeSource cephfs?:*@CephFSVolumeSource
  flocker?:*@FlockerVolumeSource downwardAPI?:*@DownwardAPIVolumeSource fc?:*@FCVolumeSource
  azureFile?:*@AzureFileVolumeSource configMap?:*@ConfigMapVolumeSource
  vsphereVolume?:*@VsphereVirtualDiskVolumeSource quobyte?:*@QuobyteVolumeSource azureDisk?:*@AzureDiskVolumeSource
  photonPersistentDisk?:*@PhotonPersistentDiskVolumeSource projected?:*@ProjectedVolumeSource
  portworxVolume?:*@PortworxVolumeSource scaleIO?:*@ScaleIOVolumeSource storageos?:*@StorageOSVolumeSource
  csi?:*@CSIVolumeSource ephemeral?:*@EphemeralVolumeSource image?:*@ImageVolumeSource
HostPathVolumeSource path type?:*s
EmptyDirVolumeSource medium? sizeLimit?:*q
GCEPersistentDiskVolumeSource pdName fsType? partition?:n readOnly?:b
AWSElasticBlockStoreVolumeSource volumeID fsType? partition?:n readOnly?:b
GitRepoVolumeSource repository revision? directory?
SecretVolumeSource secretName? items?:[@KeyToPath defaultMode?:*n optional?:*b
KeyToPath key path mode?:*n
NFSVolumeSource server path readOnly?:b
ISCSIVolumeSource targetPortal iqn lun:n iscsiInterface? fsType? readOnly?:b portals?:[s chapAuthDiscovery?:b
  chapAuthSession?:b secretRef?:*@LocalObjectReference initiatorName?:*s
LocalObjectReference name?
GlusterfsVolumeSource endpoints path readOnly?:b
PersistentVolumeClaimVolumeSource claimName readOnly?:b
RBDVolumeSource monitors:[s image fsType? pool? user? keyring? secretRef?:*@LocalObjectReference readOnly?:b
FlexVolumeSource driver fsType? secretRef?:*@LocalObjectReference readOnly?:b options?:{s
CinderVolumeSource volumeID fsType? readOnly?:b secretRef?:*@LocalObjectReference
CephFSVolumeSource monitors:[s path? user? secretFile? secretRef?:*@LocalObjectReference readOnly?:b
FlockerVolumeSource datasetName? datasetUUID?
DownwardAPIVolumeSource items?:[@DownwardAPIVolumeFile defaultMode?:*n
DownwardAPIVolumeFile path fieldRef?:*@ObjectFieldSelector resourceFieldRef?:*@ResourceFieldSelector mode?:*n
ObjectFieldSelector apiVersion? fieldPath
ResourceFieldSelector containerName? resource divisor?:q
FCVolumeSource targetWWNs?:[s lun?:*n fsType? readOnly?:b wwids?:[s
AzureFileVolumeSource secretName shareName readOnly?:b
ConfigMapVolumeSource name? items?:[@KeyToPath defaultMode?:*n optional?:*b
VsphereVirtualDiskVolumeSource volumePath fsType? storagePolicyName? storagePolicyID?
QuobyteVolumeSource registry volume readOnly?:b user? group? tenant?
AzureDiskVolumeSource diskName diskURI cachingMode?:*s fsType?:*s readOnly?:*b kind?:*s
PhotonPersistentDiskVolumeSource pdID fsType?
ProjectedVolumeSource sources:[@VolumeProjection defaultMode?:*n
VolumeProjection secret?:*@SecretProjection downwardAPI?:*@DownwardAPIProjection configMap?:*@ConfigMapProjection
  serviceAccountToken?:*@ServiceAccountTokenProjection clusterTrustBundle?:*@ClusterTrustBundleProjection
  podCertificate?:*@PodCertificateProjection
SecretProjection name? items?:[@KeyToPath optional?:*b
DownwardAPIProjection items?:[@DownwardAPIVolumeFile
ConfigMapProjection name? items?:[@KeyToPath optional?:*b
ServiceAccountTokenProjection audience? expirationSeconds?:*n path
ClusterTrustBundleProjection name?:*s signerName?:*s labelSelector?:*@LabelSelector optional?:*b path
PodCertificateProjection signerName? keyType? maxExpirationSeconds?:*n credentialBundlePath? keyPath?
  certificateChainPath?
PortworxVolumeSource volumeID fsType? readOnly?:b
ScaleIOVolumeSource gateway system secretRef:*@LocalObjectReference sslEnabled?:b protectionDomain? storagePool?
  storageMode? volumeName? fsType? readOnly?:b
StorageOSVolumeSource volumeName? volumeNamespace? fsType? readOnly?:b secretRef?:*@LocalObjectReference
CSIVolumeSource driver readOnly?:*b fsType?:*s volumeAttributes?:{s nodePublishSecretRef?:*@LocalObjectReference
EphemeralVolumeSource volumeClaimTemplate?:*@PersistentVolumeClaimTemplate
PersistentVolumeClaimTemplate metadata?:@ObjectMeta spec:@PersistentVolumeClaimSpec
PersistentVolumeClaimSpec accessModes?:[s selector?:*@LabelSelector resources?:@VolumeResourceRequirements volumeName?
  storageClassName?:*s volumeMode?:*s dataSource?:*@TypedLocalObjectReference dataSourceRef?:*@TypedObjectReference
  volumeAttributesClassName?:*s
VolumeResourceRequirements limits?:{q requests?:{q
TypedLocalObjectReference apiGroup:*s kind name
TypedObjectReference apiGroup:*s kind name namespace?:*s
ImageVolumeSource reference? pullPolicy?
Container name image? command?:[s args?:[s workingDir? ports?:[@ContainerPort envFrom?:[@EnvFromSource env?:[@EnvVar
  resources?:@ResourceRequirements resizePolicy?:[@ContainerResizePolicy restartPolicy?:*s
  restartPolicyRules?:[@ContainerRestartRule volumeMounts?:[@VolumeMount volumeDevices?:[@VolumeDevice
  livenessProbe?:*@Probe readinessProbe?:*@Probe startupProbe?:*@Probe lifecycle?:*@Lifecycle terminationMessagePath?
  terminationMessagePolicy? imagePullPolicy? securityContext?:*@SecurityContext stdin?:b stdinOnce?:b tty?:b
ContainerPort name? hostPort?:n containerPort:n protocol? hostIP?
EnvFromSource prefix? configMapRef?:*@ConfigMapEnvSource secretRef?:*@SecretEnvSource
ConfigMapEnvSource name? optional?:*b
SecretEnvSource name? optional?:*b
EnvVar name value? valueFrom?:*@EnvVarSource
EnvVarSource fieldRef?:*@ObjectFieldSelector resourceFieldRef?:*@ResourceFieldSelector
  configMapKeyRef?:*@ConfigMapKeySelector secretKeyRef?:*@SecretKeySelector fileKeyRef?:*@FileKeySelector
ConfigMapKeySelector name? key optional?:*b
SecretKeySelector name? key optional?:*b
FileKeySelector volumeName path key optional?:*b
ResourceRequirements limits?:{q requests?:{q claims?:[@ResourceClaim
ResourceClaim name request?
ContainerResizePolicy resourceName restartPolicy
ContainerRestartRule action? exitCodes?:*@ContainerRestartRuleOnExitCodes
ContainerRestartRuleOnExitCodes operator? values?:[n
VolumeMount name readOnly?:b recursiveReadOnly?:*s mountPath subPath? mountPropagation?:*s subPathExpr?
VolumeDevice name devicePath
Probe exec?:*@ExecAction httpGet?:*@HTTPGetAction tcpSocket?:*@TCPSocketAction grpc?:*@GRPCAction
  initialDelaySeconds?:n timeoutSeconds?:n periodSeconds?:n successThreshold?:n failureThreshold?:n
  terminationGracePeriodSeconds?:*n
ExecAction command?:[s
HTTPGetAction path? port:i host? scheme? httpHeaders?:[@HTTPHeader
HTTPHeader name value
TCPSocketAction port:i host?
GRPCAction port:n service:*s
Lifecycle postStart?:*@LifecycleHandler preStop?:*@LifecycleHandler stopSignal?:*s
LifecycleHandler exec?:*@ExecAction httpGet?:*@HTTPGetAction tcpSocket?:*@TCPSocketAction sleep?:*@SleepAction
SleepAction seconds:n
SecurityContext capabilities?:*@Capabilities privileged?:*b seLinuxOptions?:*@SELinuxOptions
  windowsOptions?:*@WindowsSecurityContextOptions runAsUser?:*n runAsGroup?:*n runAsNonRoot?:*b
  readOnlyRootFilesystem?:*b allowPrivilegeEscalation?:*b procMount?:*s seccompProfile?:*@SeccompProfile
  appArmorProfile?:*@AppArmorProfile
Capabilities add?:[s drop?:[s
SELinuxOptions user? role? type? level?
WindowsSecurityContextOptions gmsaCredentialSpecName?:*s gmsaCredentialSpec?:*s runAsUserName?:*s hostProcess?:*b
SeccompProfile type localhostProfile?:*s
AppArmorProfile type localhostProfile?:*s
EphemeralContainer name image? command?:[s args?:[s workingDir? ports?:[@ContainerPort envFrom?:[@EnvFromSource
  env?:[@EnvVar resources?:@ResourceRequirements resizePolicy?:[@ContainerResizePolicy restartPolicy?:*s
  restartPolicyRules?:[@ContainerRestartRule volumeMounts?:[@VolumeMount volumeDevices?:[@VolumeDevice
  livenessProbe?:*@Probe readinessProbe?:*@Probe startupProbe?:*@Probe lifecycle?:*@Lifecycle terminationMessagePath?
  terminationMessagePolicy? imagePullPolicy? securityContext?:*@SecurityContext stdin?:b stdinOnce?:b tty?:b
  targetContainerName?
PodSecurityContext seLinuxOptions?:*@SELinuxOptions windowsOptions?:*@WindowsSecurityContextOptions runAsUser?:*n
  runAsGroup?:*n runAsNonRoot?:*b supplementalGroups?:[n supplementalGroupsPolicy?:*s fsGroup?:*n sysctls?:[@Sysctl
  fsGroupChangePolicy?:*s seccompProfile?:*@SeccompProfile appArmorProfile?:*@AppArmorProfile seLinuxChangePolicy?:*s
Sysctl name value
Affinity nodeAffinity?:*@NodeAffinity podAffinity?:*@PodAffinity podAntiAffinity?:*@PodAntiAffinity
NodeAffinity requiredDuringSchedulingIgnoredDuringExecution?:*@NodeSelector
  preferredDuringSchedulingIgnoredDuringExecution?:[@PreferredSchedulingTerm
NodeSelector nodeSelectorTerms:[@NodeSelectorTerm
NodeSelectorTerm matchExpressions?:[@NodeSelectorRequirement matchFields?:[@NodeSelectorRequirement
NodeSelectorRequirement key operator values?:[s
PreferredSchedulingTerm weight:n preference:@NodeSelectorTerm
PodAffinity requiredDuringSchedulingIgnoredDuringExecution?:[@PodAffinityTerm
  preferredDuringSchedulingIgnoredDuringExecution?:[@WeightedPodAffinityTerm
PodAffinityTerm labelSelector?:*@LabelSelector namespaces?:[s topologyKey namespaceSelector?:*@LabelSelector
  matchLabelKeys?:[s mismatchLabelKeys?:[s
WeightedPodAffinityTerm weight:n podAffinityTerm:@PodAffinityTerm
PodAntiAffinity requiredDuringSchedulingIgnoredDuringExecution?:[@PodAffinityTerm
  preferredDuringSchedulingIgnoredDuringExecution?:[@WeightedPodAffinityTerm
Toleration key? operator? value? effect? tolerationSeconds?:*n
HostAlias ip hostnames?:[s
PodDNSConfig nameservers?:[s searches?:[s options?:[@PodDNSConfigOption
PodDNSConfigOption name? value?:*s
PodReadinessGate conditionType
TopologySpreadConstraint maxSkew:n topologyKey whenUnsatisfiable labelSelector?:*@LabelSelector minDomains?:*n
  nodeAffinityPolicy?:*s nodeTaintsPolicy?:*s matchLabelKeys?:[s
PodOS name
PodSchedulingGate name
PodResourceClaim name resourceClaimName?:*s resourceClaimTemplateName?:*s
`;
