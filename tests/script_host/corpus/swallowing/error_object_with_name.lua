-- expect: failed
error(setmetatable({}, { __name = ("x"):rep(10000) }))
