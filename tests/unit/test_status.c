#include "phoneseg/host.h"
int main(void){return 0;}
