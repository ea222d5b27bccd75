/** For tests of times in words: summer time, and a date that is not the one of UTC. Import it before what formats. */
process.env.TZ = 'Europe/Berlin'
