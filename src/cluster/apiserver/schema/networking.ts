// Types of networking as the schema table writes them (see schema.ts); names and numbers from the published API, Kubernetes 1.36.

export const NETWORKING = `
HTTPIngressPath path:s#1 pathType!?:s#3 backend!:IngressBackend#2
HTTPIngressRuleValue paths!:[HTTPIngressPath]#1
IPBlock cidr!:s#1 except:[s]#2
Ingress apiVersion:s kind:s metadata:meta.ObjectMeta#1 spec:IngressSpec#2 status:IngressStatus#3
IngressBackend service:IngressServiceBackend#4 resource:core.TypedLocalObjectReference#3
IngressClass apiVersion:s kind:s metadata:meta.ObjectMeta#1 spec:IngressClassSpec#2
IngressClassParametersReference aPIGroup:s#1 kind!:s#2 name!:s#3 scope?:s#4 namespace?:s#5
IngressClassSpec controller:s#1 parameters:IngressClassParametersReference#2
IngressLoadBalancerIngress ip:s#1 hostname:s#2 ports:[IngressPortStatus]#4
IngressLoadBalancerStatus ingress:[IngressLoadBalancerIngress]#1
IngressPortStatus port!:i#1 protocol!:s#2 error?:s#3
IngressRule host:s#1 ~ingressRuleValue:IngressRuleValue#2
IngressRuleValue http:HTTPIngressRuleValue#1
IngressServiceBackend name!:s#1 port:ServiceBackendPort#2
IngressSpec ingressClassName?:s#4 defaultBackend:IngressBackend#1 tls:[IngressTLS]#2 rules:[IngressRule]#3
IngressStatus loadBalancer:IngressLoadBalancerStatus#1
IngressTLS hosts:[s]#1 secretName:s#2
NetworkPolicy apiVersion:s kind:s metadata:meta.ObjectMeta#1 spec:NetworkPolicySpec#2
NetworkPolicyEgressRule ports:[NetworkPolicyPort]#1 to:[NetworkPolicyPeer]#2
NetworkPolicyIngressRule ports:[NetworkPolicyPort]#1 from:[NetworkPolicyPeer]#2
NetworkPolicyPeer podSelector:meta.LabelSelector#1 namespaceSelector:meta.LabelSelector#2 ipBlock:IPBlock#3
NetworkPolicyPort protocol?:s#1 port:x#2 endPort?:i#3
NetworkPolicySpec podSelector!:meta.LabelSelector#1 ingress:[NetworkPolicyIngressRule]#2 egress:[NetworkPolicyEgressRule]#3 policyTypes:[s]#4
ServiceBackendPort name:s#1 number:i#2
`
