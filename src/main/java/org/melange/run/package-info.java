/** What surrounds every job: exit codes and errors, manifests, the summary line. Pure Java. */
package org.melange.run;
