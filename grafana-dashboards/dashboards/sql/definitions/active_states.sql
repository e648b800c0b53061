'On Call', 'On Hold', 'Paused', 'After Call Work', 'Calling', 'Monitoring'
