-- Neovim speaks to `routeproof lsp`: findings, a fix, and the way from a reference to what it names.
-- `bash tests/editors/neovim.sh` runs it.

local folder = vim.fn.getcwd()
local function fail(message)
  io.stderr:write(message .. '\n')
  vim.cmd('cquit 1')
end
local function equal(found, wanted, what)
  if not vim.deep_equal(found, wanted) then
    fail(what .. ': ' .. vim.inspect(found) .. ' instead of ' .. vim.inspect(wanted))
  end
end

vim.cmd('edit route.yaml')
local buffer = vim.api.nvim_get_current_buf()
local client = vim.lsp.start_client({
  cmd = { os.getenv('ROUTEPROOF'), 'lsp' },
  root_dir = folder,
  workspace_folders = { { uri = vim.uri_from_fname(folder), name = 'folder' } },
})
vim.lsp.buf_attach_client(buffer, client)

local function codes()
  local found = {}
  for _, it in ipairs(vim.diagnostic.get(buffer, { severity = vim.diagnostic.severity.ERROR })) do
    table.insert(found, string.format('%d %s', it.lnum + 1, it.code or it.user_data.lsp.code))
  end
  return found
end
local function wait(what, condition)
  if not vim.wait(20000, condition, 20) then
    fail(what .. ' did not come: ' .. vim.inspect(vim.diagnostic.get(buffer)))
  end
end

wait('the finding', function() return #codes() == 1 end)
equal(codes(), { '13 RP2003' }, 'findings')

-- From the backendRef to the Service.
local function ask(method, line, character)
  local params = { textDocument = { uri = vim.uri_from_bufnr(buffer) }, position = { line = line, character = character } }
  local answers = vim.lsp.buf_request_sync(buffer, method, params, 20000)
  return answers[client].result
end
local definition = ask('textDocument/definition', 11, 16)
equal(vim.fn.fnamemodify(vim.uri_to_fname(definition[1].uri), ':t'), 'service.yaml', 'definition')
local hover = ask('textDocument/hover', 12, 11)
equal(hover.contents.value:match('backendRefs%[%]%.port') ~= nil, true, 'hover')

-- The fix changes the buffer, and the finding goes.
local params = {
  textDocument = { uri = vim.uri_from_bufnr(buffer) },
  range = { start = { line = 12, character = 16 }, ['end'] = { line = 12, character = 16 } },
  context = { diagnostics = {} },
}
local actions = vim.lsp.buf_request_sync(buffer, 'textDocument/codeAction', params, 20000)[client].result
equal(actions[1].title, 'use `80`', 'fix')
vim.lsp.util.apply_workspace_edit(actions[1].edit, 'utf-16')
equal(vim.api.nvim_buf_get_lines(buffer, 12, 13, false), { '          port: 80' }, 'the mended line')
wait('silence', function() return #codes() == 0 end)

-- Letters of several bytes and units before a change that is typed.
vim.api.nvim_buf_set_lines(buffer, 3, 4, false, { '  name: web # é€😀' })
vim.api.nvim_buf_set_text(buffer, 12, 16, 12, 18, { '81' })
wait('the new finding', function() return #codes() == 1 end)
equal(codes(), { '13 RP2003' }, 'findings after typing')
print('neovim ' .. tostring(vim.version().major) .. '.' .. tostring(vim.version().minor) .. ': 1 passed, 0 failed')
vim.cmd('qall!')
