-- expect: failed
local g = getmetatable(wf).__index._G g.print = error
