package cluster

import (
	"fmt"
	"hash/fnv"

	"routeproof.dev/conformance/apiserver"
)

// runWorkloads is the Deployment controller, the scheduler and every kubelet:
// each Deployment has its Pods, and all of them are ready.
func runWorkloads(store *apiserver.Store) error {
	wanted := map[string]bool{}
	for _, deployment := range store.List(apiserver.Deployments) {
		replicas, ok := apiserver.Field(deployment, "spec", "replicas").(int64)
		if !ok {
			replicas = 1
		}
		for i := range replicas {
			pod, err := podOf(deployment, i)
			if err != nil {
				return err
			}
			meta := apiserver.Meta(pod)
			namespace, name := apiserver.Text(meta["namespace"]), apiserver.Text(meta["name"])
			wanted[namespace+"/"+name] = true
			if store.Get(apiserver.Pods, namespace, name) == nil {
				store.Put(apiserver.Pods, pod)
			}
		}
	}
	for _, pod := range store.List(apiserver.Pods) {
		meta := apiserver.Meta(pod)
		namespace, name := apiserver.Text(meta["namespace"]), apiserver.Text(meta["name"])
		if meta["ownerReferences"] != nil && !wanted[namespace+"/"+name] {
			store.Delete(apiserver.Pods, namespace, name)
		}
	}
	return nil
}

// podOf is one Pod of a Deployment. Its name ends in two parts, a hash and an
// id, because the suite cuts them off to find the Deployment again.
func podOf(deployment apiserver.Object, i int64) (apiserver.Object, error) {
	owner := apiserver.Meta(deployment)
	template, ok := apiserver.Field(deployment, "spec", "template").(apiserver.Object)
	if !ok {
		return nil, fmt.Errorf("Deployment %s/%s has no template", owner["namespace"], owner["name"])
	}
	pod := apiserver.Clone(template)
	meta := apiserver.Meta(pod)
	meta["namespace"] = owner["namespace"]
	meta["name"] = fmt.Sprintf("%s-5f9c7d64b-%05d", owner["name"], i)
	meta["ownerReferences"] = []any{apiserver.Object{
		"apiVersion": "apps/v1", "kind": "Deployment", "name": owner["name"], "uid": owner["uid"],
	}}
	address := addressOf(apiserver.Text(meta["namespace"]) + "/" + apiserver.Text(meta["name"]))
	pod["status"] = apiserver.Object{
		"phase": "Running", "podIP": address, "podIPs": []any{apiserver.Object{"ip": address}},
		"conditions": []any{apiserver.Object{"type": "Ready", "status": "True"}},
	}
	return pod, nil
}

// addressOf is an IP of a Pod's own: the same for the same name.
func addressOf(name string) string {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(name)) // which cannot fail
	it := sum.Sum32()
	return fmt.Sprintf("10.%d.%d.%d", it>>16&0xff, it>>8&0xff, it&0xff)
}
