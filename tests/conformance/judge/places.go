package judge

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// places finds, in the sources of the suite's tests, the status checks that come
// after a line in the same function: what a test that stopped there never did.
type places struct {
	dir   string
	files map[string]*ast.File
	set   *token.FileSet
}

func newPlaces() (*places, error) {
	dir, err := ModuleDir("sigs.k8s.io/gateway-api/conformance")
	if err != nil {
		return nil, err
	}
	return &places{dir: filepath.Join(dir, "tests"), files: map[string]*ast.File{}, set: token.NewFileSet()}, nil
}

// ModuleDir is where the sources of a module of the build list are.
func ModuleDir(module string) (string, error) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil {
		return "", fmt.Errorf("go list -m %s: %w", module, err)
	}
	return strings.TrimSpace(string(dir)), nil
}

// behind lists `file.go:line Helper` for the checks behind these `file.go:line`,
// which may also be places in other sources than those of tests.
func (p *places) behind(stops []string) ([]string, error) {
	var found []string
	for _, stop := range stops {
		name, number, _ := strings.Cut(stop, ":")
		line, err := strconv.Atoi(number)
		if err != nil {
			return nil, fmt.Errorf("a stop at %q: %w", stop, err)
		}
		file, err := p.parse(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, check := range p.after(file, line) {
			found = append(found, name+":"+check)
		}
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}

func (p *places) parse(name string) (*ast.File, error) {
	if file := p.files[name]; file != nil {
		return file, nil
	}
	file, err := parser.ParseFile(p.set, filepath.Join(p.dir, name), nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	p.files[name] = file
	return file, nil
}

func (p *places) line(at token.Pos) int { return p.set.Position(at).Line }

// after lists the checks between a line and the end of the innermost function
// around it.
func (p *places) after(file *ast.File, line int) []string {
	var body *ast.BlockStmt
	ast.Inspect(file, func(it ast.Node) bool {
		var block *ast.BlockStmt
		switch it := it.(type) {
		case *ast.FuncDecl:
			block = it.Body
		case *ast.FuncLit:
			block = it.Body
		}
		if block != nil && p.line(block.Pos()) <= line && line <= p.line(block.End()) {
			body = block // functions are visited from the outside in
		}
		return true
	})
	if body == nil {
		return nil
	}
	var found []string
	ast.Inspect(body, func(it ast.Node) bool {
		call, ok := it.(*ast.CallExpr)
		if !ok || p.line(call.Pos()) <= line {
			return true
		}
		if helper, ok := call.Fun.(*ast.SelectorExpr); ok && isCheck(helper) {
			found = append(found, fmt.Sprintf("%d %s", p.line(call.Pos()), helper.Sel.Name))
		}
		return true
	})
	return found
}

// isCheck recognises the suite's helpers that read a status and fail the test.
func isCheck(helper *ast.SelectorExpr) bool {
	from, ok := helper.X.(*ast.Ident)
	return ok && from.Name == "kubernetes" && strings.Contains(helper.Sel.Name, "Must")
}
