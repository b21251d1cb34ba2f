#pragma once

class QFormLayout;

namespace reasonglass {

/// A form whose rows wrap where there is little room. Owned by whoever takes it.
QFormLayout *createForm();

} // namespace reasonglass
