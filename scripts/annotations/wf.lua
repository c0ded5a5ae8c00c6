---@meta
-- What `wf` is, for editors, `azwf help` and `azwf check`. Never run. Operations (wf.exec,
-- wf.files.read, …) follow their descriptors and stand at the end of `azwf help --annotations`.

---What scripts call. Operations are steps: each call is recorded, and performed once.
---@class wf
wf = {}

-- Workflows ---------------------------------------------------------------------------------------

---@class wf.Workflow

---@class wf.Param

---@class wf.WorkflowDefinition
---@field name string letters, digits, `_`, `-`, `.`
---@field summary? string one line, for lists and `--help`
---@field params? table<string, wf.Param> checked before a run exists
---@field on? wf.Trigger[] what starts it once it is installed (`azwf install`)
---@field roots? string[] folders its files.* steps may touch; the run's own folder without
---@field run fun(params: table, event?: wf.StartingEvent): any what it returns is the run's result

---A workflow: what a script returns.
---@param definition wf.WorkflowDefinition
---@return wf.Workflow
function wf.workflow(definition) end

---@class wf.Trigger

---Of events that start a run together, the last one.
---@class wf.StartingEvent : wf.Event
---@field batch wf.Event[] all of them, in the order of the log

---@class wf.Batch
---@field max integer so many events at most start one run
---@field within wf.Duration after its first event it starts the run, full or not

---@class wf.EventTrigger
---@field type string the events' type, or a pattern: `git.*`; `run.failed` and other ends of runs
---@field subject? string a pattern: `*` stands for any text, `?` for a character
---@field workflow? string only events of this workflow's runs
---@field where? table<string, any> of their data: equal, one of a list, or `{gt = 3}` (ge lt le ne)
---@field with? table<string, string> parameters, and where they stand: `{ branch = "data.branch" }`
---@field debounce? wf.Duration only the last one, once it was quiet for so long
---@field batch? wf.Batch several of them start one run

---Events of the log that start the workflow:
---`on = { wf.event { type = "git.push", where = { branch = "main" } } }`.
---Its run is given the event as a second argument.
---@param trigger wf.EventTrigger
---@return wf.Trigger
function wf.event(trigger) end

---@class wf.ParamOptions
---@field default? any without one the parameter is required
---@field optional? boolean may be left out; it is nil then
---@field summary? string one line, for `--help`

---@class wf.StringOptions : wf.ParamOptions
---@field pattern? string a Lua pattern that the text must match

---@class wf.RangeOptions : wf.ParamOptions
---@field min? number
---@field max? number

---A parameter that is a text.
---@param options? wf.StringOptions
---@return wf.Param
function wf.string(options) end

---A parameter that is a whole number.
---@param options? wf.RangeOptions
---@return wf.Param
function wf.integer(options) end

---A parameter that is a number.
---@param options? wf.RangeOptions
---@return wf.Param
function wf.number(options) end

---A parameter that is true or false.
---@param options? wf.ParamOptions
---@return wf.Param
function wf.boolean(options) end

---@class wf.EnumOptions : wf.ParamOptions
---@field [integer] string what it may be

---A parameter that is one of the listed texts:
---`wf.enum { "staging", "production", default = "staging" }`.
---@param choices wf.EnumOptions
---@return wf.Param
function wf.enum(choices) end

-- Steps -------------------------------------------------------------------------------------------

---`"500ms"`, `"30s"`, `"10m"`, `"1h30m"`, `"2d"`, or a number of seconds.
---@alias wf.Duration string|number

---@class wf.Retry
---@field attempts integer the first included
---@field first? wf.Duration before the second attempt
---@field factor? number from one wait to the next, at least 1
---@field max? wf.Duration no wait is longer

---What every operation takes beside its own fields.
---@class wf.StepOptions
---@field name? string shown instead of the operation's name
---@field timeout? wf.Duration of each attempt, from its start to its end
---@field retry? wf.Retry|integer a number is the attempts
---@field on_interrupt? "retry"|"fail"|"ask" when nobody knows whether the step happened
---@field check? fun(): boolean, any finds that out: true and the result, or false; else one asks
---@field heartbeat? wf.Duration between two signs of life of an attempt
---@field schedule_to_start? wf.Duration until an attempt begins
---@field schedule_to_close? wf.Duration for all attempts and the waits between them

---What `pcall` catches of a failed step, of `wf.fail`, and of misuse of `wf`.
---@class wf.Error
---@field code string for programs: "exit_1", "timeout", "cancelled"
---@field message string for people
---@field where? string script and line
---@field step? string the step's id
---@field step_name? string
---@field details? any

-- Waiting -----------------------------------------------------------------------------------------

-- Whatever waits raises `cancelled` once its branch was cancelled, as often as it is called; what
-- a script waits for survives restarts, however long it takes.

---Waits for this long.
---@async
---@param duration wf.Duration
function wf.sleep(duration) end

---Waits until then; not at all when that is past.
---@async
---@param time number seconds since 1970, as `wf.now()` gives them
function wf.sleep_until(time) end

---@class wf.SignalOptions
---@field timeout? wf.Duration after it the error `timeout` is raised; forever without one

---Waits for a signal of that name. Signals go to who waited first; one that came before anybody
---waited is kept, the earliest is given first.
---@async
---@param name string
---@param options? wf.SignalOptions
---@return any data what was sent with it
function wf.signal(name, options) end

---@class wf.EventOptions
---@field type string "release.shipped"; the engine's own ("run.completed") are not sent to runs
---@field subject? string of any subject without one
---@field where? table fields of the event's data, and what they must be equal to
---@field timeout? wf.Duration after it the error `timeout` is raised; forever without one

---@class wf.Event
---@field id string
---@field type string
---@field subject string
---@field time number seconds since 1970
---@field run? string of which run it is; only where it starts a workflow
---@field data any what came with it; `wf.null` when nothing did

---Waits for the first event of the log, recorded after this, that is like that.
---@async
---@param options wf.EventOptions
---@return wf.Event
function wf.wait_event(options) end

-- Branches ----------------------------------------------------------------------------------------

-- A run may do several things at a time: branches, which take turns. One gives up its turn only
-- where it waits. A branch ends when those that it began have ended, and so does a scope.
-- There are at most 10,000 at a time (`too_many_branches`), nested some 90 deep (`too_deep`).

---What a branch will have come to.
---@class wf.Future
local future = {}

---Waits until the branch has ended. Raises its error; `deadlock` when it can never end.
---@async
---@return any ... what its function returned
function future:await() end

---Cancels the branch and all that it has begun, and does not wait for them.
function future:cancel() end

---Whether the branch has ended.
---@return boolean
function future:done() end

---Begins a branch that runs f(…). When it fails and nobody awaits it, the scope it was begun in
---fails with its error.
---@async
---@param f function
---@param ... any
---@return wf.Future
function wf.async(f, ...) end

---@class wf.AllOptions
---@field on_failure? "cancel"|"wait" what becomes of the others when one fails: "cancel"

---Waits for all of them, functions (each becomes a branch) and futures. The first failure is
---raised, once the others have been cancelled and have ended.
---@async
---@param list table<any, function|wf.Future>
---@param options? wf.AllOptions
---@return table results what each returned, under the same keys
function wf.all(list, options) end

---Waits for the first that succeeds; the others are cancelled and awaited. When none does, raises
---`all_failed`, with the code and message of each in its details.
---@async
---@param list table<any, function|wf.Future>
---@return any result
---@return any key of the one that succeeded
function wf.any(list) end

---@class wf.MapOptions
---@field limit? integer so many at a time; all at once without one

---Calls f(value, key) of each, in branches; otherwise as `wf.all`.
---@async
---@param list table
---@param f fun(value: any, key: any): any
---@param options? wf.MapOptions
---@return table results under the same keys
function wf.map(list, f, options) end

---@class wf.RetryPolicy
---@field attempts integer the first included
---@field first? wf.Duration before the second attempt: one second
---@field factor? number from one wait to the next: 2
---@field max? wf.Duration no wait is longer: five minutes
---@field on? string[] only errors with these codes; all but `cancelled` without it

---Calls f(attempt) until it succeeds; the last error is raised. What an attempt registered to be
---undone stays registered: use `wf.scope` inside to undo a failed attempt at once.
---@async
---@param policy wf.RetryPolicy
---@param f fun(attempt: integer): any
---@return any ... what f returned
function wf.retry(policy, f) end

-- Undo --------------------------------------------------------------------------------------------

---Calls f(…) and undoes what it did when it fails: the branches it began are cancelled and awaited,
---what was registered inside is undone, last first, and its error is raised. When it succeeds, its
---branches are awaited, and its undos belong to the scope around it; the run is the outermost. A
---coroutine that is inside one cannot be resumed in another branch (`wrong_branch`).
---@async
---@param f function
---@param ... any
---@return any ... what f returned
function wf.scope(f, ...) end

---Registers what takes something back: a function, or a change as operations return it, whose
---`inverse` is performed then. It runs when the scope or the run fails, is cancelled or rolled
---back, also after the run has completed. It may wait, and is not cancelled. `pcall` runs none.
---When it fails the run ends, and `rollback` tries again. Inside an undo it registers nothing.
---@param what function|table a function or a change
---@param name? string for people
---@return function|table what
function wf.undo(what, name) end

-- Time and chance: the same on replay, and nothing is recorded ------------------------------------

---Seconds since 1970, exact to the microsecond: the time of what the script last waited for.
---@return number
function wf.now() end

---A number by chance. Without arguments one from 0 to below 1; `(m)` gives an integer from 1 to m,
---`(m, n)` one from m to n.
---@param m? integer
---@param n? integer
---@return number
function wf.random(m, n) end

---A UUID that belongs to this place of this run.
---@return string
function wf.uuid() end

-- Events and failure ------------------------------------------------------------------------------

---@class wf.EmitOptions
---@field subject? string what it happened to
---@field data? any what else there is to say

---Appends an event of your own type, for those who subscribe.
---@param type string a name like "release.shipped"
---@param options? wf.EmitOptions
function wf.emit(type, options) end

---Raises a structured error; uncaught, it ends the run as failed.
---@param code string for programs
---@param message string for people
---@param details? any
function wf.fail(code, message, details) end

---Lines in the run's history. Arguments are shown as `tostring` shows them, joined by spaces.
---@class wf.log
wf.log = {}

---A line for those who look for the cause of something.
function wf.log.debug(...) end

---A line for everyone.
function wf.log.info(...) end

---A line about what may go wrong.
function wf.log.warn(...) end

---A line about what went wrong.
function wf.log.error(...) end

-- Values ------------------------------------------------------------------------------------------

---Stands for null inside tables, where Lua has no nil.
---@type lightuserdata
wf.null = nil

---JSON text as values, and values as JSON text.
---@class wf.json
wf.json = {}

---The same as `wf.null`.
---@type lightuserdata
wf.json.null = nil

---The value as canonical JSON text: members in order of their names, integers and floats kept
---apart, no spaces.
---@param value any
---@return string
function wf.json.encode(value) end

---JSON text as a value. Raises `bad_json` with line and column.
---@param text string
---@return any
function wf.json.decode(text) end

---A table that stays an object when it is empty; an empty table is a list otherwise.
---@param table? table
---@return table
function wf.json.object(table) end

---YAML text as values, values as YAML text, and YAML text changed in place.
---@class wf.yaml
wf.yaml = {}

---@class wf.YamlOptions
---@field as_written? boolean scalars as the texts that stand there, without quotes: `"1.10"`

---A key of the document, or a list of keys and places in lists, the first place being 1.
---@alias wf.YamlPath string|(string|integer)[]

---A YAML 1.2 document as a value: `1.0` is a float, `"007"` a text. Raises `bad_yaml` with line and
---column.
---@param text string
---@param options? wf.YamlOptions
---@return any
function wf.yaml.decode(text, options) end

---What stands at a path of a document: nil when nothing does, `wf.null` for a null. The rest of the
---document need not be what a value can hold: merge keys (`<<`), integers past 64 bits.
---@param text string
---@param path wf.YamlPath
---@param options? wf.YamlOptions
---@return any
function wf.yaml.at(text, path, options) end

---Whether something stands at a path of a document, if only a null.
---@param text string
---@param path wf.YamlPath
---@return boolean
function wf.yaml.has(text, path) end

---The value as a YAML document, in block style.
---@param value any
---@return string
function wf.yaml.encode(value) end

---One of `set` (with the maps above it), `add` (only where missing), `remove`, `rename`.
---@class wf.YamlChange
---@field set? wf.YamlPath
---@field add? wf.YamlPath
---@field remove? wf.YamlPath
---@field rename? wf.YamlPath
---@field value? any for set and add; `wf.null` for nothing
---@field yaml? string for set and add: YAML to put there instead, with its order and comments
---@field to? string for rename

---The text with these changes; all else stays, byte by byte. Raises `cannot_edit` with line and
---column where that is not certain.
---@param text string
---@param changes wf.YamlChange[]
---@return string
function wf.yaml.edit(text, changes) end
