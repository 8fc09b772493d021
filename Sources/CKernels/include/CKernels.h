#ifndef CHURN_CKERNELS_H
#define CHURN_CKERNELS_H

// The few loops that need wider registers than the baseline of x86-64 has. Everything here has a
// plain twin in Swift, against which the tests compare it.

#include "CPUFeatures.h"
#include "FileMoves.h"
#include "LogisticPass.h"
#include "ReaderShims.h"
#include "ThreadShims.h"
#include "TreeGrowing.h"
#include "TreeScoring.h"
#include "TreeShapley.h"

#endif
