// Both widths of TreeShapleyBody.h for one instruction set; see there.

#define LANES 4
#define NAME(x) NAME4(x)
#include "TreeShapleyBody.h"
#undef LANES
#undef NAME

#define LANES 8
#define NAME(x) NAME8(x)
#include "TreeShapleyBody.h"
#undef LANES
#undef NAME

#undef NAME4
#undef NAME8
#undef TARGET
