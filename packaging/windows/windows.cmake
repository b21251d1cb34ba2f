# The installation on Windows, cross-built with MinGW-w64 (`./dev package windows`) or built with MSVC: the programs, the
# libraries they run with, and an NSIS installer.
set(windows ${CMAKE_CURRENT_LIST_DIR})

# --- icon, version, manifest ----------------------------------------------------------------------

function(reasonglass_windows_resource target description icon)
    set(REASONGLASS_RC_FILE ${target}.exe)
    set(REASONGLASS_RC_DESCRIPTION ${description})
    set(REASONGLASS_RC_ICON "")
    if(icon)
        set(REASONGLASS_RC_ICON "1 ICON \"${windows}/reasonglass.ico\"\n2 ICON \"${windows}/analysis.ico\"")
    endif()
    if(MSVC) # whose linker writes a manifest of its own, and merges this one into it
        set(REASONGLASS_RC_MANIFEST "")
        target_sources(${target} PRIVATE ${windows}/reasonglass.manifest)
    else()
        set(REASONGLASS_RC_MANIFEST "1 24 \"${windows}/reasonglass.manifest\"") # 24: RT_MANIFEST
    endif()
    set(rc ${CMAKE_CURRENT_BINARY_DIR}/${target}.rc)
    configure_file(${windows}/reasonglass.rc.in ${rc} @ONLY)
    target_sources(${target} PRIVATE ${rc})
endfunction()
reasonglass_windows_resource(reasonglass "Reasonglass" TRUE)
reasonglass_windows_resource(reasonglass-cli "Reasonglass for the command line" FALSE)

# --- what the programs run with -------------------------------------------------------------------

# Plugins: nothing links to them, so they are named.
set(plugins
    platforms/qwindows platforms/qoffscreen
    styles/qwindowsvistastyle styles/qmodernwindowsstyle styles/qwindows11style
    sqldrivers/qsqlite
    tls/qschannelbackend
    networkinformation/qnetworklistmanager)
set(plugin_files)
foreach(plugin IN LISTS plugins)
    set(file ${QT6_INSTALL_PREFIX}/${QT6_INSTALL_PLUGINS}/${plugin}.dll)
    if(EXISTS ${file})
        cmake_path(GET plugin PARENT_PATH folder)
        install(FILES ${file} DESTINATION plugins/${folder})
        list(APPEND plugin_files ${file})
    endif()
endforeach()
foreach(needed IN ITEMS platforms/qwindows sqldrivers/qsqlite tls/qschannelbackend)
    if(NOT EXISTS ${QT6_INSTALL_PREFIX}/${QT6_INSTALL_PLUGINS}/${needed}.dll)
        message(FATAL_ERROR "Qt's plugin ${needed} is missing: the installed program could not work without it")
    endif()
endforeach()
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/qt.conf "[Paths]\nPrefix=.\nPlugins=plugins\n")
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/qt.conf DESTINATION .)

set(library_folders ${QT6_INSTALL_PREFIX}/bin)
foreach(prefix IN LISTS CMAKE_PREFIX_PATH CMAKE_FIND_ROOT_PATH)
    list(APPEND library_folders ${prefix}/bin ${prefix}/lib)
endforeach()
if(MINGW)
    foreach(library IN ITEMS libstdc++-6.dll libwinpthread-1.dll)
        execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=${library}
            OUTPUT_VARIABLE file OUTPUT_STRIP_TRAILING_WHITESPACE)
        cmake_path(GET file PARENT_PATH folder)
        list(APPEND library_folders ${folder})
    endforeach()
elseif(MSVC)
    set(CMAKE_INSTALL_SYSTEM_RUNTIME_DESTINATION .)
    include(InstallRequiredSystemLibraries) # the C++ runtime, beside the program: no admin rights needed
endif()

set(objdump ${CMAKE_OBJDUMP})
install(CODE "
    set(plugins \"${plugin_files}\")
    set(folders \"${library_folders}\")
    set(objdump \"${objdump}\")
    set(programs \"$<TARGET_FILE:reasonglass>\" \"$<TARGET_FILE:reasonglass-cli>\")
    include(\"${windows}/install-libraries.cmake\")")

# --- the installer --------------------------------------------------------------------------------

set(CPACK_GENERATOR NSIS)
set(CPACK_PACKAGE_FILE_NAME Reasonglass-${PROJECT_VERSION}-windows-x64-setup)
set(CPACK_MODULE_PATH ${windows}) # where CPack finds NSIS.template.in, ours instead of its own
set(CPACK_PACKAGE_INSTALL_DIRECTORY Reasonglass)
set(CPACK_REASONGLASS_NSIS_FOLDER ${windows})
set(CPACK_REASONGLASS_NSIS_TARGET "")
if(CMAKE_CROSSCOMPILING)
    # NSIS's usual stub is a program for 32 bits, which a Wine without them runs without doing anything.
    set(CPACK_REASONGLASS_NSIS_TARGET "Target amd64-unicode")
endif()
set(REASONGLASS_SIGN_COMMAND "" CACHE STRING "Signs the program file whose name is put behind it; empty: unsigned")
set(CPACK_REASONGLASS_NSIS_SIGN "")
if(REASONGLASS_SIGN_COMMAND)
    set(CPACK_REASONGLASS_NSIS_SIGN "!uninstfinalize '${REASONGLASS_SIGN_COMMAND} \"%1\"' = 0")
endif()
