// Types of storage as the schema table writes them (see schema.ts); from the published API, Kubernetes 1.36.

export const STORAGE = `
CSIDriver apiVersion:s kind:s metadata:meta.ObjectMeta spec!:CSIDriverSpec
CSIDriverSpec attachRequired:b fsGroupPolicy:s podInfoOnMount:b requiresRepublish:b seLinuxMount:b storageCapacity:b tokenRequests:[TokenRequest] volumeLifecycleModes:[s]
CSINode apiVersion:s kind:s metadata:meta.ObjectMeta spec!:CSINodeSpec
CSINodeDriver allocatable:VolumeNodeResources name!:s nodeID!:s topologyKeys:[s]
CSINodeSpec drivers!:[CSINodeDriver]
CSIStorageCapacity apiVersion:s capacity:q kind:s maximumVolumeSize:q metadata:meta.ObjectMeta nodeTopology:meta.LabelSelector storageClassName!:s
StorageClass allowVolumeExpansion:b allowedTopologies:[core.TopologySelectorTerm] apiVersion:s kind:s metadata:meta.ObjectMeta mountOptions:[s] parameters:{s} provisioner!:s reclaimPolicy:s volumeBindingMode:s
TokenRequest audience!:s expirationSeconds:i
VolumeAttachment apiVersion:s kind:s metadata:meta.ObjectMeta spec!:VolumeAttachmentSpec status:VolumeAttachmentStatus
VolumeAttachmentSource inlineVolumeSpec:core.PersistentVolumeSpec persistentVolumeName:s
VolumeAttachmentSpec attacher!:s nodeName!:s source!:VolumeAttachmentSource
VolumeAttachmentStatus attachError:VolumeError attached!:b attachmentMetadata:{s} detachError:VolumeError
VolumeError message:s time:t
VolumeNodeResources count:i
`
