# Part of `cmake --install`: copies the libraries that the programs and plugins load, found by reading their import
# tables. Windows' own are left where they are.
set(CMAKE_GET_RUNTIME_DEPENDENCIES_PLATFORM windows+pe)
if(objdump)
    set(CMAKE_GET_RUNTIME_DEPENDENCIES_TOOL objdump)
    set(CMAKE_GET_RUNTIME_DEPENDENCIES_COMMAND "${objdump}")
endif()
file(GET_RUNTIME_DEPENDENCIES
    EXECUTABLES ${programs}
    MODULES ${plugins}
    DIRECTORIES ${folders}
    PRE_EXCLUDE_REGEXES "^api-ms-" "^ext-ms-"
    POST_EXCLUDE_REGEXES "[\\\\/][Ss][Yy][Ss][Tt][Ee][Mm]32[\\\\/]"
    RESOLVED_DEPENDENCIES_VAR libraries
    UNRESOLVED_DEPENDENCIES_VAR missing)

# Windows' libraries cannot be resolved where there is no Windows. Nothing else may be missing.
list(FILTER missing INCLUDE REGEX "^([Qq]t6|lib|zlib|zip|simdjson|md4c|sqlite)")
if(missing)
    message(FATAL_ERROR "not found: ${missing}")
endif()
foreach(library IN LISTS libraries)
    file(INSTALL "${library}" DESTINATION "${CMAKE_INSTALL_PREFIX}")
endforeach()
