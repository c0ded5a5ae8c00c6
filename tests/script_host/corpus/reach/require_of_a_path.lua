-- expect: failed
local name = "../../etc/passwd" require(name)
