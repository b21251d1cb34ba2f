# The Debian package. It depends on the distribution's Qt, so it fits the release that it was made on.
find_program(DPKG_QUERY dpkg-query)
find_program(DPKG_SHLIBDEPS dpkg-shlibdeps)
mark_as_advanced(DPKG_QUERY DPKG_SHLIBDEPS)

# Which package brings a plugin of Qt: nothing links to these, so shlibdeps cannot see them.
function(package_of_plugin plugin result)
    execute_process(
        COMMAND ${DPKG_QUERY} --search ${QT6_INSTALL_PREFIX}/${QT6_INSTALL_PLUGINS}/${plugin}
        OUTPUT_VARIABLE found ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
    string(REGEX REPLACE ":.*" "" package "${found}")
    set(${result} ${package} PARENT_SCOPE)
endfunction()

if(NOT DPKG_QUERY OR NOT DPKG_SHLIBDEPS)
    return()
endif()
set(plugin_packages "")
foreach(plugin IN ITEMS platforms/libqxcb.so sqldrivers/libqsqlite.so tls/libqopensslbackend.so)
    package_of_plugin(${plugin} package)
    list(APPEND plugin_packages ${package})
endforeach()
list(LENGTH plugin_packages found)
if(found LESS 3)
    return() # a Qt that is not from packages cannot be depended on
endif()
list(REMOVE_DUPLICATES plugin_packages)
list(JOIN plugin_packages ", " CPACK_DEBIAN_PACKAGE_DEPENDS)

list(APPEND CPACK_GENERATOR DEB)
# The version of a later release of the distribution is the higher one: 0.1.0-1~debian12.
cmake_host_system_information(RESULT release QUERY DISTRIB_INFO)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1~${release_ID}${release_VERSION_ID})
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "qt6-wayland, gnome-keyring | kwalletmanager")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "qt6-xdgdesktopportal-platformtheme | qt6-gtk-platformtheme")

# The file is called reasonglass_0.1.0_debian12_amd64.deb: some web sites change a tilde.
execute_process(COMMAND dpkg --print-architecture
    OUTPUT_VARIABLE architecture OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
set(CPACK_DEBIAN_FILE_NAME
    reasonglass_${PROJECT_VERSION}_${release_ID}${release_VERSION_ID}_${architecture}.deb)

string(TIMESTAMP package_date "%a, %d %b %Y %H:%M:%S +0000" UTC) # heeds SOURCE_DATE_EPOCH
configure_file(${linux}/deb/changelog.in deb/changelog @ONLY)
install_compressed(${PROJECT_SOURCE_DIR}/CHANGELOG.md changelog
    DESTINATION ${docs} COMPONENT debian EXCLUDE_FROM_ALL)
install_compressed(${CMAKE_CURRENT_BINARY_DIR}/deb/changelog changelog.Debian
    DESTINATION ${docs} COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES ${linux}/deb/copyright DESTINATION ${docs} COMPONENT debian EXCLUDE_FROM_ALL)
