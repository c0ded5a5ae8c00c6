-- What luacheck is told of the sandbox: Lua 5.4 with `wf`, and without what `azwf check` refuses.
std = "lua54"
max_line_length = 100
globals = { "wf" }
not_globals = {
  "collectgarbage", "debug", "dofile", "io", "loadfile", "package", "warn",
}
self = false
files["scripts/annotations"] = { ignore = { "212", "241", "311" }, allow_defined_top = true }
files[".luacheckrc"] = { std = "luacheckrc" }
