-- expect: failed
error { code = "memory", message = "stopped by a verdict" }
