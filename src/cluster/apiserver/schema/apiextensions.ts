// Types of apiextensions as the schema table writes them (see schema.ts); names and numbers from the published API, Kubernetes 1.36.

export const APIEXTENSIONS = `
CustomResourceColumnDefinition name!:s#1 type!:s#2 format:s#3 description:s#4 priority:i#5 jsonPath!:s#6
CustomResourceConversion strategy!:s#1 webhook:WebhookConversion#2
CustomResourceDefinition apiVersion:s kind:s metadata:meta.ObjectMeta#1 spec!:CustomResourceDefinitionSpec#2 status:CustomResourceDefinitionStatus#3
CustomResourceDefinitionCondition type!:s#1 status!:s#2 lastTransitionTime:t#3 reason:s#4 message:s#5 observedGeneration:l#6
CustomResourceDefinitionNames plural!:s#1 singular:s#2 shortNames:[s]#3 kind!:s#4 listKind:s#5 categories:[s]#6
CustomResourceDefinitionSpec group!:s#1 names!:CustomResourceDefinitionNames#3 scope!:s#4 versions!:[CustomResourceDefinitionVersion]#7 conversion:CustomResourceConversion#9 preserveUnknownFields:b#10
CustomResourceDefinitionStatus conditions:[CustomResourceDefinitionCondition]#1@!type acceptedNames:CustomResourceDefinitionNames#2 storedVersions:[s]#3 observedGeneration:l#4
CustomResourceDefinitionVersion name!:s#1 served!:b#2 storage!:b#3 deprecated:b#7 deprecationWarning?:s#8 schema:CustomResourceValidation#4 subresources:CustomResourceSubresources#5 additionalPrinterColumns:[CustomResourceColumnDefinition]#6 selectableFields:[SelectableField]#9
CustomResourceSubresourceScale specReplicasPath!:s#1 statusReplicasPath!:s#2 labelSelectorPath?:s#3
CustomResourceSubresourceStatus
CustomResourceSubresources status:CustomResourceSubresourceStatus#1 scale:CustomResourceSubresourceScale#2
CustomResourceValidation openAPIV3Schema:JSONSchemaProps#1
ExternalDocumentation description:s#1 url:s#2
JSON raw:y#1
JSONSchemaProps id:s#1 $schema:s#2 $ref:s#3 description:s#4 type:s#5 format:s#6 title:s#7 default:o#8 maximum?:n#9 exclusiveMaximum:b#10 minimum?:n#11 exclusiveMinimum:b#12 maxLength?:l#13 minLength?:l#14 pattern:s#15 maxItems?:l#16 minItems?:l#17 uniqueItems:b#18 multipleOf?:n#19 enum:[o]#20 maxProperties?:l#21 minProperties?:l#22 required:[s]#23 items:o#24 allOf:[JSONSchemaProps]#25 oneOf:[JSONSchemaProps]#26 anyOf:[JSONSchemaProps]#27 not:JSONSchemaProps#28 properties:{JSONSchemaProps}#29 additionalProperties:o#30 patternProperties:{JSONSchemaProps}#31 dependencies:{o}#32 additionalItems:o#33 definitions:{JSONSchemaProps}#34 externalDocs:ExternalDocumentation#35 example:o#36 nullable:b#37 x-kubernetes-preserve-unknown-fields?:b#38 x-kubernetes-embedded-resource:b#39 x-kubernetes-int-or-string:b#40 x-kubernetes-list-map-keys:[s]#41 x-kubernetes-list-type?:s#42 x-kubernetes-map-type?:s#43 x-kubernetes-validations:[ValidationRule]#44@rule
SelectableField jsonPath!:s#1
ServiceReference namespace!:s#1 name!:s#2 path?:s#3 port?:i#4
ValidationRule rule!:s#1 message:s#2 messageExpression:s#3 reason?:s#4 fieldPath:s#5 optionalOldSelf?:b#6
WebhookClientConfig url?:s#3 service:ServiceReference#1 caBundle:y#2
WebhookConversion clientConfig:WebhookClientConfig#2 conversionReviewVersions!:[s]#3
`
