// Images that a cluster brings along by itself, as against those of the people who use it.
export const SYSTEM_IMAGE =
  /^(registry\.k8s\.io|gcr\.io\/(k8s-minikube|gke)|gke\.gcr\.io|(docker\.io\/)?kindest|k8s\.gcr\.io)\//
