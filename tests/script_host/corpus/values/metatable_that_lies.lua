-- expect: completed
local t = setmetatable({}, { __index = function() return 1 end,
  __len = function() return 1 << 40 end, __pairs = function() error "asked" end })
wf.debug.echo { value = t } return 1
