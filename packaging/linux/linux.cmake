# The files that make a program known to a Linux desktop, and the kinds of packages.
set(app_id io.github.reasonglass.Reasonglass)
set(linux ${CMAKE_CURRENT_LIST_DIR})
set(docs ${CMAKE_INSTALL_DATADIR}/doc/reasonglass)

# Qt's project set-up lets programs look for libraries beside themselves; here only the portable tree does.
set_target_properties(reasonglass reasonglass-cli PROPERTIES INSTALL_RPATH "")

install(FILES ${linux}/${app_id}.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
install(FILES ${linux}/${app_id}.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
install(FILES ${linux}/${app_id}.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages)
install(DIRECTORY ${linux}/icons/hicolor DESTINATION ${CMAKE_INSTALL_DATADIR}/icons)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/CHANGELOG.md DESTINATION ${docs} COMPONENT terms)

# Compressed the same way each time: no name and no time inside.
find_program(GZIP gzip REQUIRED)
mark_as_advanced(GZIP)
function(install_compressed source name)
    set(copy ${CMAKE_CURRENT_BINARY_DIR}/compressed/${name})
    configure_file(${source} ${copy} COPYONLY) # configures anew when the source changes
    execute_process(COMMAND ${GZIP} -9nkf ${copy} COMMAND_ERROR_IS_FATAL ANY)
    install(FILES ${copy}.gz ${ARGN})
endfunction()
foreach(program IN ITEMS reasonglass reasonglass-cli)
    install_compressed(${linux}/man/${program}.1 ${program}.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
endforeach()

set(CPACK_GENERATOR "")
set(CPACK_PROJECT_CONFIG_FILE ${linux}/cpack-config.cmake)
set(CPACK_PACKAGE_DESCRIPTION
    "Reasonglass sends a question to a reasoning model, shows its reasoning and its
answer as they arrive, and keeps the complete record in a local library that
can be searched, replayed and exported without a network. Whole sets of tasks
can be given to several models, graded and compared.")
include(${linux}/deb.cmake)
include(${linux}/rpm.cmake)
include(${linux}/portable.cmake)
include(${linux}/appimage.cmake)
