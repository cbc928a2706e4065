// Types of storage as the schema table writes them (see schema.ts); names and numbers from the published API, Kubernetes 1.36.

export const STORAGE = `
CSIDriver apiVersion:s kind:s metadata:meta.ObjectMeta#1 spec!:CSIDriverSpec#2
CSIDriverSpec attachRequired?:b#1 podInfoOnMount?:b#2 volumeLifecycleModes:[s]#3@! storageCapacity?:b#4 fsGroupPolicy?:s#5 tokenRequests:[TokenRequest]#6 requiresRepublish?:b#7 seLinuxMount?:b#8 nodeAllocatableUpdatePeriodSeconds?:l#9 serviceAccountTokenInSecrets?:b#10 preventPodSchedulingIfMissing?:b#11
CSINode apiVersion:s kind:s metadata:meta.ObjectMeta#1 spec!:CSINodeSpec#2
CSINodeDriver name!:s#1 nodeID!:s#2 topologyKeys:[s]#3 allocatable:VolumeNodeResources#4
CSINodeSpec drivers!:[CSINodeDriver]#1@name
CSIStorageCapacity apiVersion:s kind:s metadata:meta.ObjectMeta#1 nodeTopology:meta.LabelSelector#2 storageClassName!:s#3 capacity:q#4 maximumVolumeSize:q#5
StorageClass apiVersion:s kind:s metadata:meta.ObjectMeta#1 provisioner!:s#2 parameters:{s}#3 reclaimPolicy?:s#4 mountOptions:[s]#5 allowVolumeExpansion?:b#6 volumeBindingMode?:s#7 allowedTopologies:[core.TopologySelectorTerm]#8
TokenRequest audience!:s#1 expirationSeconds?:l#2
VolumeAttachment apiVersion:s kind:s metadata:meta.ObjectMeta#1 spec!:VolumeAttachmentSpec#2 status:VolumeAttachmentStatus#3
VolumeAttachmentSource persistentVolumeName?:s#1 inlineVolumeSpec:core.PersistentVolumeSpec#2
VolumeAttachmentSpec attacher!:s#1 source!:VolumeAttachmentSource#2 nodeName!:s#3
VolumeAttachmentStatus attached!:b#1 attachmentMetadata:{s}#2 attachError:VolumeError#3 detachError:VolumeError#4
VolumeError time:t#1 message:s#2 errorCode?:i#3
VolumeNodeResources count?:i#1
`
