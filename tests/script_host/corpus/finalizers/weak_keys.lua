-- expect: failed
setmetatable({}, { __mode = "k" })
