// Runs branches in turn until all wait; what the main one returns or raises ends the run.
#pragma once

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

struct Branch;

// The main branch, with its function and arguments on top of the stack of `L`.
void begin_main(lua_State* L, int argument_count);
// Lets branches run until all wait or the run has ended. Branches that wait for each other alone
// get an error.
void run_branches(lua_State* L);

// Cancels the branch and those that were begun in it. With `asks` it is decided that steps they
// wait for be stopped; otherwise that is known.
void cancel_branch(lua_State* L, Branch& branch, bool asks);
// An undone run's rollback, by the library.
void begin_rollback(lua_State* L);

// host.at_end(finish, roll_back): from now on `finish(true, value)` or `finish(false, error,
// trace)` ends the run in the place of what is done here, and `roll_back()` undoes it after that.
int set_endings(lua_State* L);
// Keeps the thread on top of the stack of `L` alive while the branch lasts, and takes it off.
void keep_thread(lua_State* L, const Branch& branch);

}  // namespace azwf::lua
