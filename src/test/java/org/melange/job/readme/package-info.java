/** The commands of the README, run as a reader would. */
package org.melange.job.readme;
