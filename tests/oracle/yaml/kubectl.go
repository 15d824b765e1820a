package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// raw keeps the JSON of one document, as kubectl's RawExtension does.
type raw []byte

// UnmarshalJSON keeps what is no null.
func (r *raw) UnmarshalJSON(in []byte) error {
	if !bytes.Equal(in, []byte("null")) {
		*r = append((*r)[:0], in...)
	}
	return nil
}

// kubectl reads a text with kubectl's decoder, as its stream visitor does.
func kubectl(text string) answer {
	var a answer
	decoder := utilyaml.NewYAMLOrJSONDecoder(strings.NewReader(text), 4096)
	for {
		var document raw
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			message := err.Error()
			a.Error = &message
			break
		}
		document = bytes.TrimSpace(document)
		if len(document) == 0 || bytes.Equal(document, []byte("null")) {
			continue
		}
		value, err := decode(document)
		if err != nil {
			message := err.Error()
			a.Error = &message
			break
		}
		a.Documents = append(a.Documents, value)
	}
	a.Duplicate = duplicate(text)
	return a
}

// duplicate says whether the strict reader finds a key twice in a document.
func duplicate(text string) bool {
	reader := utilyaml.NewYAMLReader(bufio.NewReader(strings.NewReader(text)))
	for {
		document, err := reader.Read()
		if err != nil {
			return false
		}
		_, err = yaml.YAMLToJSONStrict(document)
		if err != nil && strings.Contains(err.Error(), "already set in map") {
			return true
		}
	}
}

func decode(document []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	return canonical(value)
}

// canonical turns numbers into what the API server gets from kubectl: JSON is decoded into 64 bits and written
// again, so that a float without a fraction becomes an integer.
func canonical(value any) (any, error) {
	switch it := value.(type) {
	case json.Number:
		if _, err := strconv.ParseInt(string(it), 10, 64); err == nil {
			return integers(it), nil
		}
		float, err := strconv.ParseFloat(string(it), 64)
		if err != nil {
			return nil, err
		}
		written, err := json.Marshal(float)
		if err != nil {
			return nil, err
		}
		if _, err := strconv.ParseInt(string(written), 10, 64); err == nil {
			return integers(json.Number(written)), nil
		}
		return map[string]any{"$float": fmt.Sprintf("%016x", math.Float64bits(float))}, nil
	case []any:
		for i := range it {
			item, err := canonical(it[i])
			if err != nil {
				return nil, err
			}
			it[i] = item
		}
	case map[string]any:
		for key := range it {
			field, err := canonical(it[key])
			if err != nil {
				return nil, err
			}
			it[key] = field
		}
	}
	return value, nil
}

// integers turns the integers of a value from text to int64, so that -0 and 0 are equal.
func integers(value any) any {
	switch it := value.(type) {
	case json.Number:
		if integer, err := strconv.ParseInt(string(it), 10, 64); err == nil {
			return integer
		}
	case []any:
		for i := range it {
			it[i] = integers(it[i])
		}
	case map[string]any:
		for key := range it {
			it[key] = integers(it[key])
		}
	}
	return value
}
