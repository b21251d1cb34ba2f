# The program as macOS wants it: one bundle with Qt and the command line inside, in a disk image.
# Included last, because it signs what is there. Nothing may be installed into the bundle behind it.
set(macos ${CMAKE_CURRENT_LIST_DIR})
set(bundle Reasonglass.app)

if(CMAKE_OSX_DEPLOYMENT_TARGET)
    set(reasonglass_macos_minimum ${CMAKE_OSX_DEPLOYMENT_TARGET})
else()
    set(reasonglass_macos_minimum 12.0) # what Qt 6.8 asks for
endif()
file(STRINGS ${PROJECT_SOURCE_DIR}/LICENSE reasonglass_copyright REGEX "^Copyright")
configure_file(${macos}/Info.plist.in ${CMAKE_CURRENT_BINARY_DIR}/Info.plist @ONLY)

set(icons ${macos}/reasonglass.icns ${macos}/analysis.icns)
target_sources(reasonglass PRIVATE ${icons})
set_source_files_properties(${icons} TARGET_DIRECTORY reasonglass PROPERTIES MACOSX_PACKAGE_LOCATION Resources)
set_target_properties(reasonglass PROPERTIES
    OUTPUT_NAME Reasonglass
    MACOSX_BUNDLE_INFO_PLIST ${CMAKE_CURRENT_BINARY_DIR}/Info.plist)
# The second is for macdeployqt, which does not always find its own Qt; deploy.cmake takes it out again.
set_target_properties(reasonglass reasonglass-cli PROPERTIES
    INSTALL_RPATH "@executable_path/../Frameworks;${QT6_INSTALL_PREFIX}/${QT6_INSTALL_LIBS}")

# Qt 6.4 and 6.8 spell qt_generate_deploy_app_script() differently and neither knows of a second program in the
# bundle, so their tool is called directly.
find_program(MACDEPLOYQT macdeployqt HINTS ${QT6_INSTALL_PREFIX}/${QT6_INSTALL_BINS})
mark_as_advanced(MACDEPLOYQT)
if(MACDEPLOYQT)
    install(CODE "
        set(macdeployqt \"${MACDEPLOYQT}\")
        set(install_name_tool \"${CMAKE_INSTALL_NAME_TOOL}\")
        set(qt_libraries \"${QT6_INSTALL_PREFIX}/${QT6_INSTALL_LIBS}\")
        set(bundle \"${bundle}\")
        set(sign \"${macos}/sign\")")
    install(SCRIPT ${macos}/deploy.cmake)
else()
    message(WARNING "no macdeployqt: an installed bundle will need this machine's Qt")
endif()

set(architecture ${CMAKE_OSX_ARCHITECTURES})
if(NOT architecture)
    set(architecture ${CMAKE_SYSTEM_PROCESSOR})
endif()
string(REPLACE ";" "-" architecture "${architecture}")
string(REPLACE x86_64 x64 architecture "${architecture}")

set(CPACK_GENERATOR DragNDrop)
set(CPACK_PACKAGE_FILE_NAME Reasonglass-${PROJECT_VERSION}-macos-${architecture})
set(CPACK_DMG_VOLUME_NAME "Reasonglass ${PROJECT_VERSION}")
set(CPACK_DMG_FORMAT ULFO) # since macOS 10.11, smaller than the default and as quick to open
set(CPACK_DMG_SLA_USE_RESOURCE_FILE_LICENSE OFF) # the MIT licence asks for no click
set(CPACK_COMMAND_HDIUTIL ${macos}/hdiutil-patiently)
