-- expect: completed
local pairs, setmetatable = pairs, setmetatable
local function ruin(with)
  for _, library in pairs { coroutine, math, os, string, table, utf8, wf } do
    for name in pairs(library) do library[name] = with end
  end
  local globals = _G
  for name in pairs(globals) do globals[name] = with end
end
local scope, undo, echo, error, pcall = wf.scope, wf.undo, wf.debug.echo, error, pcall
ruin "release"
return pcall(scope, function() undo(function() echo "undone" end) error "x" end)
