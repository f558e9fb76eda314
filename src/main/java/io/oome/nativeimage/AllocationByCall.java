package io.oome.nativeimage;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;

/**
 * Makes it cheap to allocate by a call, as ReduceCodeSize (part of -Os) does: 4.2 MB less. Each array takes the path
 * that is meant for a full allocation buffer, which ends with the heap's limits, calculated from the options anew, at a
 * thousand instructions. The first array has calculated them before, and nobody changes an option of a running monitor.
 */
@TargetClass(className = "com.oracle.svm.core.genscavenge.ThreadLocalAllocation")
final class AllocationByCall {

    private AllocationByCall() {}

    @Substitute
    @SuppressWarnings("unused")
    private static void runSlowPathHooks() {}
}
