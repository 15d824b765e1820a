package corpus

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// decode reads JSON with integers as int64.
func decode(text []byte) any {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		panic(fmt.Sprintf("%s: %v", text, err))
	}
	if number, is := value.(json.Number); is {
		if whole, err := number.Int64(); err == nil {
			return whole
		}
	}
	return value
}

// clone copies a value, so that a change to the copy leaves the original alone.
func clone(value any) any {
	switch it := value.(type) {
	case object:
		out := make(object, len(it))
		for key, child := range it {
			out[key] = clone(child)
		}
		return out
	case list:
		out := make(list, len(it))
		for i, child := range it {
			out[i] = clone(child)
		}
		return out
	}
	return value
}
