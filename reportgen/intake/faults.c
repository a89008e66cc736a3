#include "intake/faults.h"

bool faults_admit(struct faults *faults, enum diag_code code)
{
    size_t most = faults->most_listed > 0 ? faults->most_listed : MOST_LISTED;
    if (faults->n_listed < most) {
        faults->n_listed++;
        return true;
    }
    if (diag_code_level(code) >= DIAG_ERROR)
        faults->n_more_errors++;
    else
        faults->n_more_notes++;
    return false;
}

void faults_close(struct faults *faults)
{
    if (faults->n_more_errors > 0)
        diag_report(faults->diag, DIAG_MORE_FAULTS, faults->place,
                    faults->n_more_errors, faults->table->name);
    if (faults->n_more_notes > 0)
        diag_report(faults->diag, DIAG_MORE_NOTES, faults->place,
                    faults->n_more_notes, faults->table->name);
}
