/** A painter of flags for the sample corpus. */
package org.melange.sample.flag;
