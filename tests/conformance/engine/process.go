package engine

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
)

// Process is an engine in another process that reads one JSON question per line
// and writes one JSON answer per line.
type Process struct {
	mu      sync.Mutex
	command *exec.Cmd
	// environment is that of the last Compute.
	environment Environment
	input       io.WriteCloser
	output      *bufio.Reader
}

// Start runs the program at path. Its standard error goes to ours.
func Start(path string) (*Process, error) {
	p := &Process{command: exec.Command(path)}
	p.command.Stderr = os.Stderr
	var err error
	if p.input, err = p.command.StdinPipe(); err != nil {
		return nil, err
	}
	output, err := p.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.output = bufio.NewReader(output)
	return p, p.command.Start()
}

// Close ends the process by ending its input, and waits for it.
func (p *Process) Close() error {
	return errors.Join(p.input.Close(), p.command.Wait())
}

// Compute hands over all objects, then asks for their statuses.
func (p *Process) Compute(objects []Object, environment Environment) ([]Status, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.ask(map[string]any{"op": "load", "objects": objects}, nil); err != nil {
		return nil, err
	}
	p.environment = environment
	var answer struct {
		Statuses []Status `json:"statuses"`
	}
	err := p.ask(map[string]any{"op": "compute", "environment": environment}, &answer)
	return answer.Statuses, err
}

// Request asks what becomes of a request among the objects of the last Compute.
func (p *Process) Request(request Request) (Outcome, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var answer struct {
		Answer Outcome `json:"answer"`
	}
	err := p.ask(map[string]any{"op": "request", "environment": p.environment, "request": request}, &answer)
	return answer.Answer, err
}

// ask sends one line and reads one; an answer with "error" is an error.
func (p *Process) ask(question, answer any) error {
	line, err := json.Marshal(question)
	if err != nil {
		return err
	}
	if _, err := p.input.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("the engine does not listen: %w", err)
	}
	line, err = p.output.ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("the engine does not answer: %w", err)
	}
	var failed struct {
		Error string `json:"error"`
	}
	if err := json.Unmarshal(line, &failed); err != nil {
		return fmt.Errorf("the engine answered %.200q: %w", bytes.TrimSpace(line), err)
	}
	if failed.Error != "" {
		return errors.New(failed.Error)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(line, answer)
}
