#pragma once

#include "base/whenanswered.h"
