-- expect: completed
local pairs, setmetatable = pairs, setmetatable
local function ruin(with)
  for _, library in pairs { coroutine, math, os, string, table, utf8, wf } do
    for name in pairs(library) do library[name] = with end
  end
  local globals = _G
  for name in pairs(globals) do globals[name] = with end
end
local workflow, text, echo, async = wf.workflow, wf.string, wf.debug.echo, wf.async
ruin(nil)
return workflow {
  name = "w",
  params = { p = text { optional = true, pattern = "^x" } },
  run = function() return async(echo, 1):await() end,
}
