# Part of `cmake --install`: copies the libraries that the programs and plugins load, found by reading their import
# tables. Windows' own are left where they are.
cmake_minimum_required(VERSION 3.22) # an installing script has no policies of its own; IN_LIST needs one
set(CMAKE_GET_RUNTIME_DEPENDENCIES_PLATFORM windows+pe)
if(objdump)
    set(CMAKE_GET_RUNTIME_DEPENDENCIES_TOOL objdump)
    set(CMAKE_GET_RUNTIME_DEPENDENCIES_COMMAND "${objdump}")
endif()

# CMake looks for names in small letters, as Windows may, and finds no Qt6Core.dll where letters count. What it did not
# find is looked for as it is written, and read in its turn.
set(found)
set(more TRUE)
while(more)
    file(GET_RUNTIME_DEPENDENCIES
        EXECUTABLES ${programs}
        MODULES ${plugins} ${found}
        DIRECTORIES ${folders}
        PRE_EXCLUDE_REGEXES "^api-ms-" "^ext-ms-"
        POST_EXCLUDE_REGEXES "[\\\\/][Ss][Yy][Ss][Tt][Ee][Mm]32[\\\\/]"
        RESOLVED_DEPENDENCIES_VAR libraries
        UNRESOLVED_DEPENDENCIES_VAR missing)
    set(more FALSE)
    foreach(name IN LISTS missing)
        foreach(folder IN LISTS folders)
            if(EXISTS "${folder}/${name}" AND NOT "${folder}/${name}" IN_LIST found)
                list(APPEND found "${folder}/${name}")
                list(REMOVE_ITEM missing "${name}")
                set(more TRUE)
                break()
            endif()
        endforeach()
    endforeach()
endwhile()
foreach(library IN LISTS found)
    cmake_path(GET library FILENAME name)
    list(REMOVE_ITEM missing "${name}")
endforeach()

# Windows' libraries cannot be resolved where there is no Windows. Nothing else may be missing.
list(FILTER missing INCLUDE REGEX "^([Qq][Tt]6|lib|zlib|zip|simdjson|md4c|sqlite)")
if(missing)
    message(FATAL_ERROR "not found: ${missing}")
endif()
foreach(library IN LISTS libraries found)
    file(INSTALL "${library}" DESTINATION "${CMAKE_INSTALL_PREFIX}")
    if(strip) # the C++ runtime of MinGW-w64 is nine tenths debug information
        cmake_path(GET library FILENAME name)
        execute_process(COMMAND "${strip}" --strip-unneeded "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/${name}"
            COMMAND_ERROR_IS_FATAL ANY)
    endif()
endforeach()
