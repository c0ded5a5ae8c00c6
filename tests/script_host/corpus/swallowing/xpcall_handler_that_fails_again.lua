-- expect: completed
local function handler() error "again" end
for _ = 1, 50 do xpcall(error, handler) end
