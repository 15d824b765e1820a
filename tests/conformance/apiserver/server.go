// Package apiserver is an in-memory Kubernetes API server for one test process.
// It is an http.RoundTripper: a client whose rest.Config carries it as Transport
// never leaves the process. It knows CRUD, the status subresource, label
// selectors, defaults from CRD schemas, generations and optimistic locking; it
// has no watch, no admission and no validation, since the suite needs none.
package apiserver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"

	jsonpatch "github.com/evanphx/json-patch/v5"
	"k8s.io/apimachinery/pkg/labels"
)

// Server answers API requests from a Store.
type Server struct {
	mu    sync.Mutex
	store *Store
	// dirty: something was written since the controllers last ran.
	dirty bool

	// Settle runs the controllers, with the lock held, when a read follows a write.
	Settle func(*Store) error
	// Unanswerable hears of reads that only a real cluster could answer: the
	// objects that an implementation generates for a Gateway.
	Unanswerable func(what string)
	// Logs are the lines that a Pod wrote since a moment.
	Logs func(namespace, name string, since time.Time) string
}

// New is an empty server for the built-in kinds.
func New() *Server {
	return &Server{
		store:        newStore(),
		Settle:       func(*Store) error { return nil },
		Unanswerable: func(string) {},
		Logs:         func(string, string, time.Time) string { return "" },
	}
}

// With runs a function on the store, under the lock.
func (s *Server) With(use func(*Store) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return use(s.store)
}

// Settled runs a function on the store, under the lock, after the controllers.
func (s *Server) Settled(use func(*Store) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.settle(); err != nil {
		return err
	}
	return use(s.store)
}

// call is one API request, taken apart.
type call struct {
	method, version       string
	key                   Key
	resource              *Resource
	namespace, name, part string // part: a subresource
	query                 url.Values
	contentType           string
	body                  []byte
}

type reply struct {
	code int
	json any
	text string // when json is nil
}

func failure(code int, reason, format string, values ...any) *reply {
	message := fmt.Sprintf(format, values...)
	return &reply{code: code, json: Object{
		"apiVersion": "v1", "kind": "Status", "status": "Failure",
		"code": code, "reason": reason, "message": message,
	}}
}

// RoundTrip answers a request without any socket.
func (s *Server) RoundTrip(request *http.Request) (*http.Response, error) {
	var body []byte
	if request.Body != nil {
		defer request.Body.Close()
		var err error
		if body, err = io.ReadAll(request.Body); err != nil {
			return nil, err
		}
	}
	answer := s.answer(request, body)
	text, kind := []byte(answer.text), "text/plain"
	if answer.json != nil {
		var err error
		if text, err = json.Marshal(answer.json); err != nil {
			return nil, err
		}
		kind = "application/json"
	}
	return &http.Response{
		Status: strconv.Itoa(answer.code), StatusCode: answer.code,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {kind}}, Request: request,
		Body: io.NopCloser(bytes.NewReader(text)), ContentLength: int64(len(text)),
	}, nil
}

func (s *Server) answer(request *http.Request, body []byte) *reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.parse(request, body)
	if c == nil {
		return failure(http.StatusNotFound, "NotFound", "nothing is served at %s", request.URL.Path)
	}
	if c.method == http.MethodPost {
		return s.create(c)
	}
	if c.method == http.MethodGet && c.name == "" {
		return s.list(c)
	}
	// An object that is not there must not cost a run of the controllers.
	if s.store.Get(c.key, c.namespace, c.name) == nil {
		return failure(http.StatusNotFound, "NotFound", "%s %q not found", c.key.Plural, c.name)
	}
	switch c.method {
	case http.MethodGet:
		return s.get(c)
	case http.MethodPut:
		return s.update(c, c.body)
	case http.MethodPatch:
		return s.patch(c)
	case http.MethodDelete:
		s.store.Delete(c.key, c.namespace, c.name)
		s.dirty = true
		return &reply{code: http.StatusOK, json: Object{"apiVersion": "v1", "kind": "Status", "status": "Success"}}
	}
	return failure(http.StatusMethodNotAllowed, "MethodNotAllowed", "%s is not served", c.method)
}

// parse splits /api/V/... and /apis/G/V/...; nil for what is not served.
func (s *Server) parse(request *http.Request, body []byte) *call {
	parts := strings.Split(strings.Trim(request.URL.Path, "/"), "/")
	c := &call{method: request.Method, query: request.URL.Query(), contentType: request.Header.Get("Content-Type"), body: body}
	switch {
	case len(parts) > 2 && parts[0] == "api":
		c.version, parts = parts[1], parts[2:]
	case len(parts) > 3 && parts[0] == "apis":
		c.key.Group, c.version, parts = parts[1], parts[2], parts[3:]
	default:
		return nil
	}
	if len(parts) > 2 && parts[0] == "namespaces" {
		c.namespace, parts = parts[1], parts[2:]
	}
	parts = append(parts, "", "")
	c.key.Plural, c.name, c.part = parts[0], parts[1], parts[2]
	c.resource = s.store.resources[c.key]
	if c.resource == nil {
		return nil
	}
	return c
}

// settle runs the controllers if anything was written since they ran.
func (s *Server) settle() error {
	if !s.dirty {
		return nil
	}
	s.dirty = false
	if err := s.Settle(s.store); err != nil {
		// Stay dirty: the next read must not see half-settled statuses as good.
		s.dirty = true
		return fmt.Errorf("the engine failed: %w", err)
	}
	return nil
}

func internal(err error) *reply {
	return failure(http.StatusInternalServerError, "InternalError", "%v", err)
}

func (s *Server) shown(c *call, it Object) Object {
	return as(it, groupVersion(c.key.Group, c.version), c.resource.Kind)
}

func (s *Server) get(c *call) *reply {
	if c.part == "log" {
		return s.logs(c)
	}
	if err := s.settle(); err != nil {
		return internal(err)
	}
	it := s.store.Get(c.key, c.namespace, c.name)
	if it == nil {
		return failure(http.StatusNotFound, "NotFound", "%s %q not found", c.key.Plural, c.name)
	}
	return &reply{code: http.StatusOK, json: s.shown(c, it)}
}

func (s *Server) logs(c *call) *reply {
	var since time.Time
	if text := c.query.Get("sinceTime"); text != "" {
		var err error
		if since, err = time.Parse(time.RFC3339, text); err != nil {
			return failure(http.StatusBadRequest, "BadRequest", "sinceTime: %v", err)
		}
	}
	return &reply{code: http.StatusOK, text: s.Logs(c.namespace, c.name, since)}
}

func (s *Server) list(c *call) *reply {
	if err := s.settle(); err != nil {
		return internal(err)
	}
	wanted := c.query.Get("labelSelector")
	selector, err := labels.Parse(wanted)
	if err != nil {
		return failure(http.StatusBadRequest, "BadRequest", "labelSelector: %v", err)
	}
	if strings.Contains(wanted, "gateway.networking.k8s.io/gateway-name") {
		s.Unanswerable(c.key.Plural + " generated for a Gateway")
	}
	items := []any{}
	for _, it := range s.store.List(c.key) {
		if c.namespace != "" && c.namespace != Text(Meta(it)["namespace"]) {
			continue
		}
		set := labels.Set{}
		for name, value := range object(Meta(it)["labels"]) {
			set[name] = Text(value)
		}
		if selector.Matches(set) {
			items = append(items, s.shown(c, it))
		}
	}
	return &reply{code: http.StatusOK, json: Object{
		"apiVersion": groupVersion(c.key.Group, c.version), "kind": c.resource.Kind + "List", "items": items,
		"metadata": Object{"resourceVersion": strconv.FormatInt(s.store.revision, 10)},
	}}
}

func (s *Server) create(c *call) *reply {
	it, err := Decode(c.body)
	if err != nil {
		return failure(http.StatusBadRequest, "BadRequest", "%v", err)
	}
	meta := Meta(it)
	if c.resource.Namespaced {
		meta["namespace"] = c.namespace
	}
	if meta["name"] == nil && meta["generateName"] != nil {
		meta["name"] = fmt.Sprintf("%s%05d", meta["generateName"], s.store.revision)
	}
	if s.store.objects[c.key][id(it)] != nil {
		return failure(http.StatusConflict, "AlreadyExists", "%s %q already exists", c.key.Plural, meta["name"])
	}
	if c.resource.Status {
		delete(it, "status")
	}
	for _, owned := range []string{"uid", "resourceVersion", "generation", "creationTimestamp"} {
		delete(meta, owned)
	}
	if c.key == Namespaces { // the label that namespace selectors rely on
		named := object(meta["labels"])
		if named == nil {
			named = Object{}
		}
		named["kubernetes.io/metadata.name"], meta["labels"] = meta["name"], named
	}
	setDefaults(c.resource.schemas[c.version], it)
	s.store.Put(c.key, it)
	s.dirty = true
	return &reply{code: http.StatusCreated, json: s.shown(c, it)}
}

// update replaces an object; the main verbs leave the status, those of the
// status subresource leave everything else.
func (s *Server) update(c *call, body []byte) *reply {
	next, err := Decode(body)
	if err != nil {
		return failure(http.StatusBadRequest, "BadRequest", "%v", err)
	}
	old := s.store.Get(c.key, c.namespace, c.name)
	was := Meta(old)
	if sent := Text(Meta(next)["resourceVersion"]); sent != "" && sent != was["resourceVersion"] {
		return failure(http.StatusConflict, "Conflict", "%s %q has been modified", c.key.Plural, c.name)
	}
	if c.part == "status" {
		status := next["status"]
		next = Clone(old)
		next["status"] = status
	} else if c.resource.Status {
		delete(next, "status")
		if status, ok := old["status"]; ok {
			next["status"] = status
		}
	}
	meta := Meta(next)
	for _, owned := range []string{"uid", "creationTimestamp", "generation", "name", "namespace"} {
		if value, ok := was[owned]; ok {
			meta[owned] = value
		}
	}
	setDefaults(c.resource.schemas[c.version], next)
	if generation, ok := was["generation"].(int64); ok && !reflect.DeepEqual(wish(old), wish(next)) {
		meta["generation"] = generation + 1
	}
	s.store.Put(c.key, next)
	s.dirty = true
	return &reply{code: http.StatusOK, json: s.shown(c, next)}
}

func (s *Server) patch(c *call) *reply {
	// A patch is made against what its author could read.
	if err := s.settle(); err != nil {
		return internal(err)
	}
	old, err := json.Marshal(s.store.Get(c.key, c.namespace, c.name))
	if err != nil {
		return internal(err)
	}
	var next []byte
	switch c.contentType {
	case "application/merge-patch+json":
		next, err = jsonpatch.MergePatch(old, c.body)
	case "application/json-patch+json":
		var operations jsonpatch.Patch
		if operations, err = jsonpatch.DecodePatch(c.body); err == nil {
			next, err = operations.Apply(old)
		}
	default:
		return failure(http.StatusUnsupportedMediaType, "UnsupportedMediaType", "no patch of type %s", c.contentType)
	}
	if err != nil {
		return failure(http.StatusBadRequest, "BadRequest", "%v", err)
	}
	return s.update(c, next)
}
