// Types of rbac as the schema table writes them (see schema.ts); names and numbers from the published API, Kubernetes 1.36.

export const RBAC = `
AggregationRule clusterRoleSelectors:[meta.LabelSelector]#1
ClusterRole apiVersion:s kind:s metadata:meta.ObjectMeta#1 rules:[PolicyRule]#2 aggregationRule:AggregationRule#3
ClusterRoleBinding apiVersion:s kind:s metadata:meta.ObjectMeta#1 subjects:[Subject]#2 roleRef!:RoleRef#3
PolicyRule verbs!:[s]#1 apiGroups:[s]#2 resources:[s]#3 resourceNames:[s]#4 nonResourceURLs:[s]#5
Role apiVersion:s kind:s metadata:meta.ObjectMeta#1 rules:[PolicyRule]#2
RoleBinding apiVersion:s kind:s metadata:meta.ObjectMeta#1 subjects:[Subject]#2 roleRef!:RoleRef#3
RoleRef apiGroup!:s#1 kind!:s#2 name!:s#3
Subject kind!:s#1 apiGroup:s#2 name!:s#3 namespace:s#4
`
