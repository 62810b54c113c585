#include "phoneseg/host.h"
