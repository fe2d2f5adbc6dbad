/** Exit codes, errors, manifests and summaries, which all jobs share. Does not depend on Spark. */
package org.melange.run;
