-- What a person does in Neovim: open a file with a mistake, read it, edit without saving, take the fix.
-- Started by neovim.sh with the server's command in ROLLOUTLINT and the folder as working directory.

-- Of the query, from 0, in a block scalar whose key is one line above.
local LINE = 16

local function fail(text)
  io.stderr:write('neovim: FAILED: ' .. text .. '\n')
  vim.cmd('cquit 1')
end

local function wait_for(what, condition)
  if not vim.wait(20000, condition, 20) then
    fail('waited in vain for ' .. what .. '; shown is ' .. vim.inspect(vim.diagnostic.get(0)))
  end
end

local function expect(what, actual, expected)
  if actual ~= expected then fail(what .. ' is ' .. vim.inspect(actual) .. ', not ' .. vim.inspect(expected)) end
end

local function find(code)
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    local own = diagnostic.code or (diagnostic.user_data and diagnostic.user_data.lsp and diagnostic.user_data.lsp.code)
    if own == code then return diagnostic end
  end
end

vim.cmd('edit k8s/template.yaml')
local client = vim.lsp.start_client({
  name = 'rolloutlint',
  cmd = { vim.env.ROLLOUTLINT, 'lsp', '--stdio' },
  root_dir = vim.fn.getcwd(),
  on_exit = function(code) vim.g.server_status = code end,
})
local started = vim.loop.hrtime()
vim.lsp.buf_attach_client(0, client)

wait_for('the finding', function() return find('args/undeclared') ~= nil end)
local first = (vim.loop.hrtime() - started) / 1e6
local finding = find('args/undeclared')
expect('the line', finding.lnum, LINE)
expect('the column', finding.col, 50)
expect('the end', finding.end_col, 65)
expect('the source', finding.source, 'rolloutlint')
expect('the severity', finding.severity, vim.diagnostic.severity.ERROR)
if not finding.message:find('servce', 1, true) then fail('the message is ' .. finding.message) end

-- An edit that is not saved: the mistake goes, and the Rollout that is not open still counts.
local line = vim.api.nvim_buf_get_lines(0, LINE, LINE + 1, true)[1]
local edited = vim.loop.hrtime()
vim.api.nvim_buf_set_lines(0, LINE, LINE + 1, true, { (line:gsub('servce', 'service')) })
wait_for('the finding to go', function() return find('args/undeclared') == nil end)
local second = (vim.loop.hrtime() - edited) / 1e6
expect('modified', vim.bo.modified, true)

-- A fix, chosen from what the server offers.
vim.api.nvim_buf_set_lines(0, LINE, LINE + 1, true, { line })
wait_for('the finding to come back', function() return find('args/undeclared') ~= nil end)

local function actions_at(lnum, col)
  local params = vim.lsp.util.make_given_range_params({ lnum + 1, col }, { lnum + 1, col })
  params.context = { diagnostics = {} }
  local answers = vim.lsp.buf_request_sync(0, 'textDocument/codeAction', params, 20000) or {}
  return answers[client] and answers[client].result or {}
end

local function apply(lnum, col, pattern)
  local titles = {}
  for _, action in ipairs(actions_at(lnum, col)) do
    table.insert(titles, action.title)
    if action.title:find(pattern) then
      vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16')
      return action.title
    end
  end
  fail('no action ' .. pattern .. ' among ' .. vim.inspect(titles))
end

local fix = apply(LINE, 55, 'service')
wait_for('the fix', function() return find('args/undeclared') == nil end)
expect('the fixed line', vim.api.nvim_buf_get_lines(0, LINE, LINE + 1, true)[1], (line:gsub('servce', 'service')))

-- A comment that silences the finding, above the key of the block scalar that holds it.
vim.api.nvim_buf_set_lines(0, LINE, LINE + 1, true, { line })
wait_for('the finding to come back', function() return find('args/undeclared') ~= nil end)
apply(LINE, 55, '^Ignore args/undeclared here')
wait_for('the comment to count', function() return find('args/undeclared') == nil end)
expect('the comment', vim.api.nvim_buf_get_lines(0, LINE - 1, LINE, true)[1], '          # rolloutlint-disable-next-line args/undeclared')

vim.lsp.stop_client(client)
wait_for('the server to end', function() return vim.g.server_status ~= nil end)
expect('the exit status', vim.g.server_status, 0)

local version = vim.version()
io.stdout:write(string.format('neovim %d.%d.%d: found, edited, fixed ("%s"), ignored; first diagnostics after %.0f ms, after an edit %.0f ms\n',
  version.major, version.minor, version.patch, fix, first, second))
vim.cmd('qall!')
