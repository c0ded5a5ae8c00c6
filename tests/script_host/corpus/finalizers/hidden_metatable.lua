-- expect: failed
setmetatable({}, { __metatable = false, __gc = print })
