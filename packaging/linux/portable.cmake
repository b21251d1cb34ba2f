# The portable archive: the program with its own Qt, in a folder that can lie anywhere. The same tree is in the AppImage.
find_program(PATCHELF patchelf)
mark_as_advanced(PATCHELF)
set(PORTABLE_IS_POSSIBLE FALSE)
if(NOT PATCHELF)
    return()
endif()
set(PORTABLE_IS_POSSIBLE TRUE)
list(APPEND CPACK_GENERATOR TGZ)
set(CPACK_PACKAGE_FILE_NAME reasonglass-${PROJECT_VERSION}-linux-${CMAKE_SYSTEM_PROCESSOR})

install(PROGRAMS ${linux}/portable/desktop-entry DESTINATION . COMPONENT portable EXCLUDE_FROM_ALL)
install(FILES ${linux}/portable/qt.conf DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT portable EXCLUDE_FROM_ALL)
install(CODE "
    execute_process(COMMAND \"${linux}/portable/bundle-qt\"
        \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}\" \"${QT6_INSTALL_PREFIX}\" \"${QT6_INSTALL_PLUGINS}\" \"${Qt6_VERSION}\"
        COMMAND_ERROR_IS_FATAL ANY)"
    COMPONENT portable EXCLUDE_FROM_ALL)
