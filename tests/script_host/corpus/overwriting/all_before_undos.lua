-- expect: failed
local pairs, setmetatable = pairs, setmetatable
local function ruin(with)
  for _, library in pairs { coroutine, math, os, string, table, utf8, wf } do
    for name in pairs(library) do library[name] = with end
  end
  local globals = _G
  for name in pairs(globals) do globals[name] = with end
end
local echo, error = wf.debug.echo, error
wf.undo(function() echo "undone" end)
ruin(nil)
error "x"
