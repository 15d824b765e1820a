package apiserver

import (
	"encoding/json"
	"errors"

	"k8s.io/kube-openapi/pkg/validation/spec"
	"k8s.io/kube-openapi/pkg/validation/strfmt"
	"k8s.io/kube-openapi/pkg/validation/validate"
)

// statusValidator knows what the schema of a CRD's version says of .status; nil
// for a version without one.
func statusValidator(version Object) (*validate.SchemaValidator, error) {
	status := Field(version, "properties", "status")
	if status == nil {
		return nil, nil
	}
	text, err := json.Marshal(status)
	if err != nil {
		return nil, err
	}
	var schema spec.Schema
	if err := json.Unmarshal(text, &schema); err != nil {
		return nil, err
	}
	return validate.NewSchemaValidator(&schema, nil, "status", strfmt.Default), nil
}

// CheckStatus tells why a real server would refuse a status: the suite itself
// does not look at most of its fields.
func (s *Store) CheckStatus(key Key, status Object) error {
	resource := s.resources[key]
	if resource == nil || resource.status == nil {
		return nil
	}
	return errors.Join(resource.status.Validate(status).Errors...)
}
