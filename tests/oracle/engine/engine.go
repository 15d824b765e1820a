// Package engine talks to routeproof-engine, one JSON line per question and answer.
package engine

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
)

// Engine is a running process.
type Engine struct {
	process *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

// Question asks for the verdict on a text.
type Question struct {
	Op         string `json:"op"`
	ID         int    `json:"id"`
	GatewayAPI string `json:"gatewayApi"`
	Channel    string `json:"channel"`
	Text       string `json:"text"`
}

// Answer is the verdict.
type Answer struct {
	ID        int        `json:"id"`
	Accepted  bool       `json:"accepted"`
	Reading   []Finding  `json:"reading"`
	Documents []Document `json:"documents"`
	Error     string     `json:"error"`
}

// Document is the verdict on one object.
type Document struct {
	APIVersion string    `json:"apiVersion"`
	Kind       string    `json:"kind"`
	Accepted   bool      `json:"accepted"`
	Errors     []Finding `json:"errors"`
}

// Finding is one error.
type Finding struct {
	Code    string `json:"code"`
	Path    string `json:"path"`
	Message string `json:"message"`
}

// Start runs the program.
func Start(program string) (*Engine, error) {
	e := &Engine{process: exec.Command(program)}
	e.process.Stderr = os.Stderr
	var err error
	if e.in, err = e.process.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := e.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	e.out = bufio.NewReaderSize(out, 1<<20)
	return e, e.process.Start()
}

// Load hands CRDs over that the texts after them are judged by, and answers what of them is not judged.
func (e *Engine) Load(texts []string) ([]string, error) {
	question, err := json.Marshal(map[string]any{"op": "crds", "id": 0, "texts": texts})
	if err != nil {
		return nil, err
	}
	if _, err := e.in.Write(append(question, '\n')); err != nil {
		return nil, err
	}
	line, err := e.out.ReadBytes('\n')
	if err != nil {
		return nil, err
	}
	var answer struct {
		Gaps, Faults []string
		Error        string
	}
	if err := json.Unmarshal(line, &answer); err != nil {
		return nil, err
	}
	if answer.Error != "" || len(answer.Faults) > 0 {
		return nil, fmt.Errorf("the engine does not take the CRDs: %s%v", answer.Error, answer.Faults)
	}
	return answer.Gaps, nil
}

// Ask puts all questions and hands every answer over as it comes, in the order of the questions.
func (e *Engine) Ask(questions []Question, take func(Answer)) error {
	sent := make(chan error, 1)
	go func() {
		buffered := bufio.NewWriterSize(e.in, 1<<20)
		encoder := json.NewEncoder(buffered)
		for i := range questions {
			if err := encoder.Encode(&questions[i]); err != nil {
				sent <- err
				return
			}
		}
		sent <- buffered.Flush()
	}()
	for i := range questions {
		line, err := e.out.ReadBytes('\n')
		if err != nil {
			return fmt.Errorf("the engine stopped at question %d (%w): %.2000s", i, err, questions[i].Text)
		}
		var answer Answer
		if err := json.Unmarshal(line, &answer); err != nil {
			return fmt.Errorf("answer %.200q: %w", line, err)
		}
		if answer.Error != "" || answer.ID != questions[i].ID {
			return fmt.Errorf("answer to question %d: %s", questions[i].ID, line)
		}
		take(answer)
	}
	return <-sent
}

// Stop ends the process.
func (e *Engine) Stop() error {
	if err := e.in.Close(); err != nil {
		return err
	}
	return e.process.Wait()
}
