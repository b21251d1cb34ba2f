# Runs while the bundle is installed: Qt goes in, what is not needed goes out, and all of it is signed.
# Given by macos.cmake: macdeployqt, install_name_tool, qt_libraries, bundle, sign.
cmake_policy(VERSION 3.22) # an install script begins without any
set(app "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/${bundle}")

execute_process(
    COMMAND "${macdeployqt}" "${app}" "-executable=${app}/Contents/MacOS/reasonglass-cli"
        "-libpath=${qt_libraries}" -always-overwrite -verbose=1
    RESULT_VARIABLE failed)
if(failed)
    message(FATAL_ERROR "macdeployqt failed: ${failed}")
endif()
# It also says that all went well when it could not find a library.
foreach(module IN ITEMS Core Gui Network PrintSupport Sql Widgets)
    if(NOT EXISTS "${app}/Contents/Frameworks/Qt${module}.framework/Versions/A/Qt${module}")
        message(FATAL_ERROR "macdeployqt has not brought Qt${module}")
    endif()
endforeach()
foreach(program IN ITEMS Reasonglass reasonglass-cli)
    execute_process( # fails where macdeployqt has taken it out already
        COMMAND "${install_name_tool}" -delete_rpath "${qt_libraries}" "${app}/Contents/MacOS/${program}"
        OUTPUT_QUIET ERROR_QUIET)
endforeach()

# Of the database drivers only SQLite's is used; the others want libraries of servers that are not here. TLS is the
# system's own: a backend that looks for an OpenSSL outside the bundle would find another on each machine.
function(keep_only folder)
    set(wanted ${ARGN})
    file(GLOB plugins "${app}/Contents/PlugIns/${folder}/*.dylib")
    foreach(plugin IN LISTS plugins)
        cmake_path(GET plugin FILENAME name)
        if(NOT name IN_LIST wanted)
            file(REMOVE "${plugin}")
        endif()
    endforeach()
    foreach(name IN LISTS wanted)
        if(NOT EXISTS "${app}/Contents/PlugIns/${folder}/${name}")
            message(FATAL_ERROR "macdeployqt has not brought ${folder}/${name}")
        endif()
    endforeach()
endfunction()
keep_only(sqldrivers libqsqlite.dylib)
keep_only(tls libqsecuretransportbackend.dylib)

execute_process(COMMAND "${sign}" "${app}" RESULT_VARIABLE failed)
if(failed)
    message(FATAL_ERROR "${bundle} could not be signed")
endif()
